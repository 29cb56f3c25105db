import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { END_NAMES } from '../../../domain/runs/runFilter';
import { SAS_KINDS } from '../../../domain/sas/sasSettings';

const time = z.iso.datetime();

const shared = {
  end: z.enum(END_NAMES),
  /** Key Vault secret, without a version. */
  secretUri: z.string(),
  /** Of the secret; absent where there is none. */
  version: z.string().exactOptional(),
};

const sasViewSchema = z.strictObject({
  ...shared,
  /** `pipeline`: the pipeline of the end; `app`: the app itself (`sasSecretUri`). */
  usedBy: z.array(z.enum(['pipeline', 'app'])),
  /** Whether the app made it, and renews it. */
  managed: z.boolean(),
  /** `accountKey`, `account`: signed with the account key, for one container or for the account. */
  kind: z.enum([...SAS_KINDS, 'accountKey', 'account']).exactOptional(),
  /** As `sp` has them. */
  rights: z.string().exactOptional(),
  startsAt: time.exactOptional(),
  /** Absent where neither the SAS nor the secret says. */
  expiresAt: time.exactOptional(),
  /** Negative where it has expired; cut to tenths. */
  daysLeft: z.number().exactOptional(),
  /** When the app renews it. */
  renewsAt: time.exactOptional(),
  /** Id of the stored access policy. */
  policy: z.string().exactOptional(),
  /** What is wrong with it, as a sentence. */
  problem: z.string().exactOptional(),
  /** Why the secret cannot be read. */
  failure: failureSchema.exactOptional(),
});

export type SasView = z.infer<typeof sasViewSchema>;

/** What GET /api/routes/{route}/sas answers: each secret with a SAS that the ends name. */
export const sasListSchema = z.strictObject({ route: z.string(), sas: z.array(sasViewSchema) });

export type SasList = z.infer<typeof sasListSchema>;

/** What POST /api/routes/{route}/sas answers. */
export const sasIssuedSchema = z.strictObject({
  route: z.string(),
  dryRun: z.boolean(),
  sas: z.array(
    z.strictObject({
      ...shared,
      kind: z.enum(SAS_KINDS),
      /** `kept`: the one there is good. */
      outcome: z.enum(['issued', 'wouldIssue', 'kept']),
      /** Why there is, or would be, a new one. */
      why: z.string().exactOptional(),
      rights: z.string(),
      startsAt: time,
      expiresAt: time,
      policy: z.string().exactOptional(),
    }),
  ),
});

export type SasIssued = z.infer<typeof sasIssuedSchema>;

import { z } from 'zod';
import { progressSchema } from '../../../domain/progress';
import { planTotalsSchema } from '../../../domain/planning/planTotals';
import { selectionSchema } from '../../../domain/selection/selection';
import { callerSchema, transferReportSchema } from '../../../domain/report/report';
import { TRANSFER_STATES } from '../../../domain/transferRecord';
import { addressSchema } from './address';

/** What the API answers about one transfer. */
export const transferViewSchema = z.strictObject({
  id: z.string(),
  route: z.string(),
  state: z.enum(TRANSFER_STATES),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  startedBy: callerSchema,
  /** The version of the app that started it; absent where one of before 0.2.0 did. */
  appVersion: z.string().exactOptional(),
  /** As they were asked for: `repository:tag`, `repository@digest` or `repository:tag@digest`, without repetitions, in the caller's order. */
  artifacts: z.array(z.string()),
  /** The blob that it imports, which somebody put into the target's container. */
  arrival: z
    .strictObject({
      /** Its address. */
      blob: z.string(),
      /** Bytes. */
      size: z.int(),
      /** Base64. */
      contentMd5: z.string().exactOptional(),
    })
    .exactOptional(),
  /** What was selected instead. */
  select: selectionSchema.exactOptional(),
  dryRun: z.literal(true).exactOptional(),
  everything: z.literal(true).exactOptional(),
  /** The transfer whose undelivered artifacts this one takes up, and the one that takes up those of this one. */
  retryOf: addressSchema.exactOptional(),
  retriedBy: addressSchema.exactOptional(),
  /** What is planned, in numbers, once a plan is made of a selection, a retry or a dry run; where all of it is listed. */
  plan: planTotalsSchema.exactOptional(),
  planUrl: addressSchema.exactOptional(),
  /** Where all artifacts are listed, of which the report shows some. */
  artifactsUrl: addressSchema.exactOptional(),
  /** Where GET answers this view. It holds no key. */
  statusUrl: addressSchema,
  /** While it runs. */
  progress: progressSchema.exactOptional(),
  /** While it runs, once it was canceled. */
  cancelRequested: z.literal(true).exactOptional(),
  /** Once it has ended. */
  report: transferReportSchema.exactOptional(),
});

export type TransferView = z.infer<typeof transferViewSchema>;

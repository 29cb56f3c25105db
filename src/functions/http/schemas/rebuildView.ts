import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { REBUILD_OUTCOMES } from '../../../domain/ledger/rebuild';
import { callerSchema } from '../../../domain/report/report';
import { addressSchema } from './address';

/** What the API answers about the latest rebuild of a route's ledger. */
export const rebuildViewSchema = z.strictObject({
  id: z.string(),
  route: z.string(),
  state: z.enum(['accepted', 'running', ...REBUILD_OUTCOMES]),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  /** Once it has ended. */
  endedAt: z.iso.datetime().exactOptional(),
  startedBy: callerSchema,
  /** Repositories of the target that were listed to their end. */
  repositories: z.int().nonnegative(),
  /** Those that could not be. */
  failedRepositories: z.int().nonnegative(),
  /** Tags and untagged manifests that were found, each an entry of the ledger now. */
  entries: z.int().nonnegative(),
  /** Once it has ended: why it could not do all of it; the first causes, where there are many. */
  failures: z.array(failureSchema),
  /** What to do now, once it has ended. */
  nextStep: z.string().exactOptional(),
  /** Where GET answers this view. It holds no key. */
  statusUrl: addressSchema,
});

export type RebuildView = z.infer<typeof rebuildViewSchema>;

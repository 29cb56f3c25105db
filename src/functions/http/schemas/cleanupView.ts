import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { callerSchema } from '../../../domain/report/report';
import { CLEANUP_KINDS, CLEANUP_OUTCOMES, ITEM_OUTCOMES, tallyLineSchema } from '../../../domain/retention/cleanup';
import { addressSchema } from './address';

/** What the API answers about a cleanup. */
export const cleanupViewSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['accepted', 'running', ...CLEANUP_OUTCOMES]),
  /** True where nothing is removed. */
  dryRun: z.boolean(),
  /** Names of the routes that it cleans. */
  routes: z.array(z.string()),
  startedBy: callerSchema,
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  /** Once it has ended. */
  endedAt: z.iso.datetime().exactOptional(),
  /** While it runs: how far it is. */
  progress: z
    .strictObject({ phase: z.enum(['deciding', 'removing']), toRemove: z.int(), removed: z.int() })
    .exactOptional(),
  /** Once it has ended: how many of a kind had one outcome for one reason. */
  summary: z.array(tallyLineSchema).exactOptional(),
  /** Once it has ended: why some of it was not looked at or removed. */
  failures: z.array(failureSchema).exactOptional(),
  /** Once it has ended: where GET answers each thing that was looked at. It holds no key. */
  itemsUrl: addressSchema.exactOptional(),
  /** Where GET answers this view. It holds no key. */
  statusUrl: addressSchema,
});

export type CleanupView = z.infer<typeof cleanupViewSchema>;

/** What GET /api/cleanups answers: one page, newest first. */
export const cleanupListSchema = z.strictObject({
  cleanups: z.array(cleanupViewSchema),
  /** Where GET answers the next page; absent at the end. It holds no key. */
  next: addressSchema.exactOptional(),
});

export type CleanupList = z.infer<typeof cleanupListSchema>;

/** What GET /api/cleanups/{id}/items answers: one page. */
export const cleanupItemsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      /** Absent where it is of no route that is known. */
      route: z.string().exactOptional(),
      kind: z.enum(CLEANUP_KINDS),
      /** Resource id of a pipeline run, address of a blob, id of a transfer or of an orchestration. */
      resource: z.string(),
      outcome: z.enum(ITEM_OUTCOMES),
      why: z.string(),
    }),
  ),
  /** Where GET answers the next page; absent at the end. It holds no key. */
  next: addressSchema.exactOptional(),
});

export type CleanupItems = z.infer<typeof cleanupItemsSchema>;

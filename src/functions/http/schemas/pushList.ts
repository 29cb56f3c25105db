import { z } from 'zod';
import { selectionSchema } from '../../../domain/selection/selection';
import { addressSchema } from './address';
import { pauseViewSchema } from './pauseView';

const pushSchema = z.strictObject({
  /** `repository:tag`, or `repository@digest` where it was pushed without a tag. */
  artifact: z.string(),
  /** As the last push of it said. */
  digest: z.string(),
  /** When the first of these pushes was heard of, and the last: ISO 8601, UTC. */
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});

/** What GET /api/routes/{route}/pushes answers. */
export const pushListSchema = z.strictObject({
  route: z.string(),
  ...pauseViewSchema.shape,
  /** Absent where pushes start nothing. */
  onPush: z
    .strictObject({ quietSeconds: z.int(), maxWaitSeconds: z.int(), select: selectionSchema.exactOptional() })
    .exactOptional(),
  /** Those that wait for a transfer, the first one first; at most a thousand. */
  waiting: z.array(pushSchema),
  /** How many more wait. */
  more: z.int().exactOptional(),
  /** When the next transfer is due; absent where nothing waits. */
  dueAt: z.iso.datetime().exactOptional(),
  /** The transfer that is about to be started, for instance when the route is free. */
  next: z
    .strictObject({ id: z.string(), statusUrl: addressSchema, at: z.iso.datetime(), pushes: z.int() })
    .exactOptional(),
  /** The latest hundred deletions in the source, the latest first: nothing is done about them. */
  deleted: z.array(z.strictObject({ artifact: z.string(), at: z.iso.datetime() })),
});

export type PushList = z.infer<typeof pushListSchema>;

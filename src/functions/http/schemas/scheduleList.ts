import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { selectionSchema } from '../../../domain/selection/selection';
import { addressSchema } from './address';
import { pauseViewSchema } from './pauseView';

const runSchema = z.strictObject({
  /** ISO 8601, UTC. Of several due times that were missed together, the last one. */
  dueAt: z.iso.datetime(),
  /** When it was known what became of it. */
  at: z.iso.datetime(),
  /** `started`: a transfer. `refused`: none, for `failure`. `missed`: nobody was there, or the route was paused. */
  outcome: z.enum(['started', 'refused', 'missed']),
  /** The transfer that it started. */
  transfer: z.strictObject({ id: z.string(), statusUrl: addressSchema }).exactOptional(),
  failure: failureSchema.exactOptional(),
  /** The first of the due times that were missed together. */
  missedSince: z.iso.datetime().exactOptional(),
});

/** What GET /api/routes/{route}/schedules answers. */
export const scheduleListSchema = z.strictObject({
  route: z.string(),
  ...pauseViewSchema.shape,
  schedules: z.array(
    z.strictObject({
      name: z.string(),
      cron: z.string(),
      timeZone: z.string(),
      onMissed: z.enum(['run', 'skip']),
      /** Absent where the route's own selection is meant. */
      select: selectionSchema.exactOptional(),
      everything: z.literal(true).exactOptional(),
      /** The next five due times. */
      next: z.array(z.iso.datetime()),
      /** What became of the latest due times, newest first, at most ten. */
      runs: z.array(runSchema),
    }),
  ),
});

export type ScheduleList = z.infer<typeof scheduleListSchema>;

import { z } from 'zod';
import { callerSchema } from '../../../domain/report/report';

const wordSchema = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  by: callerSchema,
  reason: z.string().exactOptional(),
});

const pauseSchema = z.strictObject({
  paused: wordSchema,
  /** Absent while the pause lasts. */
  resumed: wordSchema.exactOptional(),
});

/** Whether anything of a route starts by itself. */
export const pauseViewSchema = z.strictObject({
  /** True while the route, or all of them, are paused. */
  paused: z.boolean(),
  /** While the app is drained: then nothing of any route starts. */
  draining: z.literal(true).exactOptional(),
  /** The latest pause of all routes; absent where there never was one. */
  pauseOfAll: pauseSchema.exactOptional(),
  /** The latest pause of the route alone. */
  pauseOfRoute: pauseSchema.exactOptional(),
});

export type PauseView = z.infer<typeof pauseViewSchema>;

/** What POST /api/routes/{route}/pause and …/resume answer; without a route, all of them are meant. */
export const pauseAnswerSchema = z.strictObject({ route: z.string().exactOptional(), ...pauseViewSchema.shape });

export type PauseAnswer = z.infer<typeof pauseAnswerSchema>;

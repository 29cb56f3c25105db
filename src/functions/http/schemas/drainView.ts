import { z } from 'zod';
import { callerSchema } from '../../../domain/report/report';
import { ALIVE_KINDS } from '../../drain/alive';
import { addressSchema } from './address';

const wordSchema = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  by: callerSchema,
  reason: z.string().exactOptional(),
});

/** What the API answers about the drain of the app. */
export const drainViewSchema = z.strictObject({
  /** True while nothing new starts. */
  draining: z.boolean(),
  /** True where nothing new starts and nothing is alive: the app can be upgraded. */
  drained: z.boolean(),
  /** Who began the latest drain, when and why; absent where there never was one. */
  begun: wordSchema.exactOptional(),
  /** Absent while it lasts. */
  ended: wordSchema.exactOptional(),
  /** The version of the app that answers. */
  appVersion: z.string(),
  /** What was started and has not ended; the first ones, where there are very many. */
  alive: z.array(
    z.strictObject({
      kind: z.enum(ALIVE_KINDS),
      id: z.string(),
      route: z.string().exactOptional(),
      /** ISO 8601, UTC. */
      since: z.iso.datetime(),
      /** Id of an orchestration of it that lives, though it has its report. */
      orchestration: z.string().exactOptional(),
      /** The version of the app that started it. */
      appVersion: z.string().exactOptional(),
      /** Where GET shows it. It holds no key. */
      statusUrl: addressSchema,
    }),
  ),
  /** How many are not listed. */
  more: z.int().exactOptional(),
});

export type DrainView = z.infer<typeof drainViewSchema>;

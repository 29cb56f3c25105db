import { z } from 'zod';
import { sweepSchema } from '../../../domain/sweeps/sweep';
import { addressSchema } from './address';

/** What the API answers about a sweep. */
export const sweepViewSchema = sweepSchema;

export type SweepView = z.infer<typeof sweepViewSchema>;

/** What GET /api/sweeps answers: one page, newest first. */
export const sweepListSchema = z.strictObject({
  sweeps: z.array(sweepViewSchema),
  /** Where GET answers the next page; absent at the end. It holds no key. */
  next: addressSchema.exactOptional(),
});

export type SweepList = z.infer<typeof sweepListSchema>;

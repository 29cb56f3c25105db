import { z } from 'zod';
import { canarySchema } from '../../../domain/canary/canary';
import { addressSchema } from './address';

/** What the API answers about the last canary of a route: to be attached to a bug report. It has ended once it has `endedAt`. */
export const canaryViewSchema = z.strictObject({
  ...canarySchema.shape,
  /** Where GET answers this view. It holds no key. */
  statusUrl: addressSchema,
});

export type CanaryView = z.infer<typeof canaryViewSchema>;

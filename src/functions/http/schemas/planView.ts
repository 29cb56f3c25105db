import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { planTotalsSchema } from '../../../domain/planning/planTotals';
import { addressSchema } from './address';

/** One page of what a transfer is going to do, or did. */
export const planViewSchema = z.strictObject({
  id: z.string(),
  route: z.string(),
  totals: planTotalsSchema,
  /** From 1 on. */
  page: z.int(),
  pages: z.int(),
  artifacts: z.array(
    z.strictObject({
      /** `repository:tag` or `repository@digest`. */
      artifact: z.string(),
      digest: z.string(),
      batch: z.string(),
      /** Bytes of its config and layers, as far as its manifest tells. */
      bytes: z.int().exactOptional(),
      /** The digest that it refers to, where it comes along with that. */
      referrerOf: z.string().exactOptional(),
    }),
  ),
  skipped: z.array(z.strictObject({ artifact: z.string(), failure: failureSchema })),
  /** Where the next page is. */
  next: addressSchema.exactOptional(),
});

export type PlanView = z.infer<typeof planViewSchema>;

import { z } from 'zod';
import { TRANSFER_STATES } from '../../../domain/transferRecord';
import { addressSchema } from './address';

/** What GET /api/transfers answers: one page, newest first. */
export const transferListSchema = z.strictObject({
  transfers: z.array(
    z.strictObject({
      id: z.string(),
      route: z.string(),
      state: z.enum(TRANSFER_STATES),
      /** ISO 8601, UTC. */
      createdAt: z.iso.datetime(),
    }),
  ),
  /** Where GET answers the next page, with the same filters; absent at the end. It holds no key. */
  next: addressSchema.exactOptional(),
});

export type TransferList = z.infer<typeof transferListSchema>;

import { z } from 'zod';
import { ledgerEntrySchema } from '../../../domain/ledger/entry';
import { addressSchema } from './address';

/** What GET /api/routes/{route}/ledger answers: one page. */
export const ledgerPageSchema = z.strictObject({
  entries: z.array(ledgerEntrySchema),
  /** Where GET answers the next page, with the same filters; absent at the end. It holds no key. */
  next: addressSchema.exactOptional(),
});

export type LedgerPage = z.infer<typeof ledgerPageSchema>;

/** What DELETE /api/routes/{route}/ledger answers. */
export const ledgerRemovalSchema = z.strictObject({
  /** How many entries are forgotten. */
  removed: z.int().nonnegative(),
});

export type LedgerRemoval = z.infer<typeof ledgerRemovalSchema>;

import { z } from 'zod';
import type { Plan } from '../plan';

/** A plan in numbers. */
export const planTotalsSchema = z.strictObject({
  artifacts: z.int(),
  batches: z.int(),
  /** Bytes of configs and layers, as far as manifests tell; absent where nobody read them. */
  bytes: z.int().exactOptional(),
  /** Artifacts that are not transferred, each for its own reason. */
  skipped: z.int(),
  /** Artifacts that the ledger has. */
  known: z.int(),
});

export type PlanTotals = z.infer<typeof planTotalsSchema>;

export function totalsOf({ batches, unplanned, stored }: Plan): PlanTotals {
  if (stored) {
    const { refused: _refused, ...totals } = stored;
    return totals;
  }
  const artifacts = batches.reduce((sum, batch) => sum + batch.artifacts.length, 0);
  return { artifacts, batches: batches.length, skipped: unplanned.length, known: 0 };
}

import fc from 'fast-check';
import type { DeliveredArtifact, Delivery, LedgerEntry } from '../../../src/domain/ledger/entry';
import { entriesOf, mergeEntries } from '../../../src/domain/ledger/merge';

/** What one transfer delivered. */
export interface Delivered {
  transfer: Delivery;
  artifacts: DeliveredArtifact[];
}

/** A few names, so that deliveries meet. */
const artifact = fc
  .record({
    repository: fc.constantFrom('app', 'app/web'),
    tag: fc.constantFrom(undefined, 'v1', 'latest'),
    digest: fc.constantFrom('a', 'b', 'c').map((digit) => `sha256:${digit.repeat(64)}`),
  })
  .map(({ tag, ...rest }): DeliveredArtifact => ({ ...rest, ...(tag !== undefined && { tag }) }));

/** Several at the same time too. */
const transfer = fc
  .record({
    kind: fc.constantFrom('verified', 'unverified', 'exported'),
    id: fc.constantFrom('t1', 't2', 't3', 't4'),
    at: fc.integer({ min: 0, max: 3 }).map((second) => new Date(second * 1000).toISOString()),
  })
  .map(({ kind, ...rest }): Delivery => ({ ...rest, ...(kind !== 'verified' && { [kind]: true }) }));

export const deliveries: fc.Arbitrary<Delivered[]> = fc.array(
  fc.record({ transfer, artifacts: fc.array(artifact, { maxLength: 4 }) }),
  { maxLength: 8 },
);

/** The same deliveries in another order, some of them more than once. */
export function retried(given: Delivered[]): fc.Arbitrary<Delivered[]> {
  if (given.length === 0) return fc.constant([]);
  const again = fc.array(fc.constantFrom(...given), { maxLength: 6 });
  return again.chain((repeated) => {
    const all = [...given, ...repeated];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

export function ledgerOf(given: readonly Delivered[]): LedgerEntry[] {
  return given.reduce<LedgerEntry[]>(
    (ledger, { transfer, artifacts }) => mergeEntries(ledger, entriesOf(transfer, artifacts)),
    [],
  );
}

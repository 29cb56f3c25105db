import { SWEEP_FINDINGS, type Sweep, type SweepFinding, type SweepItem, type Tell } from './sweep';

const MOST_ITEMS = 100;
const ORDINARY: readonly SweepFinding[] = ['goesOn', 'known', 'own', 'young', 'quarantined'];

/** Counts what a sweep finds, and keeps the first of what is worth a look. */
export function createSweepTally(): { tell: Tell; result(): Pick<Sweep, 'found' | 'items'> } {
  const counts = new Map<SweepFinding, number>();
  const items: SweepItem[] = [];
  return {
    tell(item) {
      counts.set(item.finding, (counts.get(item.finding) ?? 0) + 1);
      if (!ORDINARY.includes(item.finding) && items.length < MOST_ITEMS) items.push(item);
    },
    result() {
      const found = SWEEP_FINDINGS.flatMap((finding) => {
        const count = counts.get(finding);
        return count === undefined ? [] : [{ finding, count }];
      });
      return { found, items: [...items] };
    },
  };
}

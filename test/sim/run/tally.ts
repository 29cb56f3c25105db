import type { Judged } from '../judge';

/** Counts by name. */
export type Tally = Record<string, number>;

/** What a day adds to the totals. */
export function tallyOf({ day, outcome }: Judged): Tally {
  const tally: Tally = { days: 1 };
  const add = (name: string, count = 1): void => void (tally[name] = (tally[name] ?? 0) + count);
  if (outcome) {
    add('steps', outcome.trace.length);
    add('lives', outcome.lives);
    add('virtual hours', (outcome.endedAt - outcome.begunAt) / 3_600_000);
    for (const { outcome: ended } of outcome.azure.transfers.reports.values()) add(`transfers ${ended}`);
    const { carried, claims, expiredRuns, noted } = outcome.azure;
    add('blobs that arrived', carried.contents.length);
    add('claims of pushes', claims.length);
    if (outcome.drained) add('days that were drained');
    add('runs that expired', expiredRuns.length);
    add('blobs that expired', noted.writes.filter(({ expired }) => expired !== undefined).length);
  }
  if (day.faults.length === 0) add('days without a fault');
  for (const fault of day.faults) add(`fault ${fault.kind === 'spell' ? `spell, ${fault.weather}` : fault.kind}`);
  return tally;
}

/** Adds the counts of one tally to another. */
export function addTo(total: Tally, tally: Tally): void {
  for (const [name, count] of Object.entries(tally)) total[name] = (total[name] ?? 0) + count;
}

export function describeTally(total: Tally): string {
  const lines = Object.entries(total).sort(([one], [other]) => (one < other ? -1 : 1));
  return lines.map(([name, count]) => `  ${name}: ${Math.round(count).toLocaleString('en')}`).join('\n');
}

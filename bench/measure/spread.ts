/** What several runs of the same thing gave. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/** Undefined when there was no run. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted.at(0), sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  return { min, median: medianOf(sorted), max };
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** `12.3 (11.9–13.0)`: median, minimum and maximum; a dash when there was no run. */
export function formatSpread(spread: Spread | undefined, digits = 1): string {
  if (!spread) return '–';
  const [min, median, max] = [spread.min, spread.median, spread.max].map((value) => value.toFixed(digits));
  return min === max ? `${median}` : `${median} (${min}–${max})`;
}

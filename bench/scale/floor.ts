/** What batches take at a service that is never kept waiting. */
export interface ServiceTimes {
  exportSeconds: number;
  importSeconds: number;
}

/** How many runs of a kind may be at work at once. */
export interface Windows {
  exports: number;
  imports: number;
}

/**
 * Seconds that as many batches take at least: every export begins as soon as a slot is free, every import as soon as its
 * export has ended and a slot is free, and nothing else takes time.
 */
export function floorSeconds(batches: number, times: ServiceTimes, windows: Windows): number {
  const exported = occupy(Array<number>(batches).fill(0), times.exportSeconds, windows.exports);
  return Math.max(0, ...occupy(exported, times.importSeconds, windows.imports));
}

/** When each piece of work ends, of which the ready times are sorted. */
function occupy(readyAt: readonly number[], seconds: number, slots: number): number[] {
  const ends: number[] = [];
  for (const [index, ready] of readyAt.entries()) ends.push(Math.max(ready, ends[index - slots] ?? 0) + seconds);
  return ends;
}

import type { Place } from './cleanup';

/** A span of time in whose order histories are looked at, the newest first. `from` belongs to it, `to` does not. */
export interface HistoryWindow {
  /** Milliseconds since 1970, as `to`. */
  from: number;
  to: number;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const FIRST_MS = 6 * HOUR_MS;
const SHORTEST_MS = HOUR_MS;
/** Further back there is one window. */
const LONGEST_MS = 2_000 * 24 * HOUR_MS;
/** The task hub answers a window whole. */
const FEW = 100;
const MANY = 1_000;

/** The window that a place of a list tells; the first one ends at `youngest`. */
export function windowAt({ page }: Place, youngest: number): HistoryWindow {
  if (page === undefined) return before(wholeSecond(youngest), FIRST_MS);
  const [to, length] = page.split(' ').map(Number);
  return before(to ?? 0, length ?? FIRST_MS);
}

/** Where it goes on after a window, as long as so few were found that it may be longer. Undefined at the beginning of time. */
export function placeAfter({ from, to }: HistoryWindow, found: number): Place | undefined {
  if (from <= 0) return undefined;
  const length = to - from;
  const next = found > MANY ? Math.max(length / 4, SHORTEST_MS) : found <= FEW ? length * 4 : length;
  return { page: `${from} ${next}` };
}

/** Where it goes on in a window of which only what was created at that time, or later, was dealt with. */
export function placeWithin({ from }: HistoryWindow, dealtWithFrom: number): Place {
  return { page: `${dealtWithFrom} ${Math.max(dealtWithFrom - from, SHORTEST_MS)}` };
}

function before(to: number, length: number): HistoryWindow {
  const from = length > LONGEST_MS ? 0 : Math.max(0, wholeSecond(to - length));
  return { from, to };
}

/** Task hubs tell times to the second. */
function wholeSecond(time: number): number {
  return Math.floor(time / SECOND_MS) * SECOND_MS;
}

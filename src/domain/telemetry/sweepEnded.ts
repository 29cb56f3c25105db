import type { Sweep, SweepFinding } from '../sweeps/sweep';

/** What a sweep found, as a query counts it. */
export interface SweepEnded {
  sweepId: string;
  /** As in Sweep. */
  complete: boolean;
  /** How many there were of each finding that there was. */
  found: Partial<Record<SweepFinding, number>>;
}

/** What the log says of a sweep. */
export function sweepEnded({ id, complete, found }: Sweep): SweepEnded {
  return { sweepId: id, complete, found: Object.fromEntries(found.map(({ finding, count }) => [finding, count])) };
}

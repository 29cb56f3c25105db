import type { Selection } from '../selection/selection';

/** When a transfer of a route starts by itself. */
export interface Schedule {
  /** Unique among the schedules of its route. */
  readonly name: string;
  /** Five fields, or six of which the first are seconds. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** What becomes of due times that nobody was there for: of all of them together one transfer, or none. */
  readonly onMissed: 'run' | 'skip';
  /** Absent where the route's own selection is meant. */
  readonly select?: Selection;
  /** True to transfer what the ledger has, too. */
  readonly everything?: true;
}

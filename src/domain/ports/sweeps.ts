import type { Sweep, SweepPlace } from '../sweeps/sweep';

/** What sweeps did and found, and where the next one goes on, in the app's own store. */
export interface Sweeps {
  /** Empty where the next sweep begins at the beginning. */
  readPlace(): Promise<SweepPlace>;
  /** Of several that are written at once, one stays: who goes on at any of them looks at some things twice. */
  writePlace(place: SweepPlace): Promise<void>;
  /** Puts a sweep among those that are listed; the oldest go where there are more than so many. */
  keep(sweep: Sweep, most: number): Promise<void>;
  /** Newest first. `cursor` continues where an earlier page ended; it is absent at the end. */
  list(page: { limit: number; cursor?: string }): Promise<{ sweeps: Sweep[]; cursor?: string }>;
}

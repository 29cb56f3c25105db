import type { Cleanup, CleanupEnd, DecisionPage, OutcomePage } from '../retention/cleanup';

/** Cleanups, and what each decided and did, in the app's own store: it is shared by all hosts, and outlives them and the task hub. */
export interface Cleanups {
  /** The cleanup that was begun last; `version` tells this reading from every other one. */
  readLatest(): Promise<{ cleanup: Cleanup; version: string } | undefined>;
  /**
   * Writes a cleanup in place of the one that was read.
   *
   * @param version  undefined where there was none
   * @returns false, and nothing is written, when somebody else has written since
   */
  writeLatest(cleanup: Cleanup, version: string | undefined): Promise<boolean>;
  /** Puts a cleanup among those that are listed; again, it changes nothing. */
  keep(cleanup: Cleanup): Promise<void>;
  /** With its end, once that is written. */
  find(id: string): Promise<Cleanup | undefined>;
  /** Writes how a cleanup ended. The first end stays. */
  writeEnd(id: string, end: CleanupEnd): Promise<void>;
  /** Ids of those that have ended and carry an earlier time. @param time  milliseconds since 1970 */
  endedBefore(time: number): Promise<string[]>;
  /** Removes all that is kept of a cleanup that has ended. Cut off half-way, `endedBefore` tells of it again. */
  forget(id: string): Promise<void>;
  /** Newest first. `cursor` continues where an earlier page ended; it is absent at the end. */
  list(page: { limit: number; cursor?: string }): Promise<{ cleanups: Cleanup[]; cursor?: string }>;
  /** @returns the decisions that are kept under that key: these, or those that came first */
  keepDecisions(id: string, key: string, page: DecisionPage): Promise<DecisionPage>;
  readDecisions(id: string, key: string): Promise<DecisionPage | undefined>;
  /** What became of the decisions under that key; the first outcomes stay. */
  keepOutcomes(id: string, key: string, page: OutcomePage): Promise<OutcomePage>;
  readOutcomes(id: string, key: string): Promise<OutcomePage | undefined>;
}

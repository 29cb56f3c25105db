import type { LedgerRebuild } from '../ledger/rebuild';

/** The latest rebuild of each route's ledger, in the app's own store: it outlives the task hub. */
export interface LedgerRebuilds {
  /** The routes that have one. */
  routes(): Promise<string[]>;
  /** Undefined where the ledger of the route was never rebuilt. `version` tells this reading from every other one. */
  read(route: string): Promise<{ rebuild: LedgerRebuild; version: string } | undefined>;
  /**
   * Writes a rebuild in place of the one that was read.
   *
   * @param version  undefined where there was none
   * @returns false, and nothing is written, when somebody else has written since
   */
  write(rebuild: LedgerRebuild, version: string | undefined): Promise<boolean>;
}

import type { Pauses } from '../pause/pauses';

/** Which routes are paused, in the app's own store: it is shared by all hosts, and outlives them. */
export interface PauseStore {
  /** `version` tells this reading from every other one; it is absent where nothing was ever paused. */
  read(): Promise<{ pauses: Pauses; version?: string }>;
  /**
   * Writes pauses in place of those that were read.
   *
   * @returns false, and nothing is written, when somebody else has written since
   */
  write(pauses: Pauses, version: string | undefined): Promise<boolean>;
}

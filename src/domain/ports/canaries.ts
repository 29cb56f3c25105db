import type { Canary } from '../canary/canary';

/** The last canary of each route, in the app's own store: it is shared by all hosts, and outlives them. */
export interface Canaries {
  /** The routes that have one. */
  routes(): Promise<string[]>;
  /** `version` tells this reading from every other one. Undefined where none was ever sent. */
  read(route: string): Promise<{ canary: Canary; version: string } | undefined>;
  /**
   * Writes a canary in place of the one that was read, or removes that where it is undefined.
   *
   * @param version  undefined where there was none
   * @returns false, and nothing is written, when somebody else has written since
   */
  write(route: string, canary: Canary | undefined, version: string | undefined): Promise<boolean>;
}

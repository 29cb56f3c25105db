import type { StateSchema } from '../stateSchema/stateSchema';

/** What the state container says of its own layout: it is shared by all hosts, and outlives them. */
export interface StateSchemas {
  /** Undefined where it says nothing. `version` tells this reading from every other one. */
  read(): Promise<{ schema: StateSchema; version: string } | undefined>;
  /**
   * Writes it in place of what was read.
   *
   * @param version  undefined where there was nothing
   * @returns false, and nothing is written, when somebody else has written since
   */
  write(schema: StateSchema, version: string | undefined): Promise<boolean>;
}

/** What the container says, and what this app makes of it. */
export interface StateLayout extends Pick<StateSchemas, 'read'> {
  /** The layout that this app works with. */
  readonly known: number;
}

/** What the state container says of its own layout. */
export interface StateSchema {
  /** From 1 on. */
  version: number;
  /** The version of the app that brought it to this layout. */
  writtenBy: string;
  /** ISO 8601, UTC. */
  at: string;
}

/** The layout of containers that say nothing: an app of before 0.2.0 filled them, or nobody has yet. */
export const FIRST_SCHEMA = 1;

/** Brings the state container from one layout to the next. */
export interface Migration {
  /** The layout that it makes; it finds the one before. */
  readonly to: number;
  /**
   * May be cut off anywhere, and may run on several hosts at once, also while one of them has come to its end and works with what it made:
   * what is migrated is left as it is, and nothing is written over what somebody else has written since it was read.
   */
  run(): Promise<void>;
}

/** The layout that an app with these migrations works with. */
export function latestOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.to ?? FIRST_SCHEMA;
}

/** The time and chance of the machine that a process runs on. Everything in `local/` is given one; only roots make it. */
export interface Platform {
  /** Milliseconds since 1970. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /** A UUID. */
  newId(): string;
}

/** Where the app reads the time, and waits within an activity. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `milliseconds`, or at once when `signal` aborts; never rejects. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Where the app takes random numbers and ids from. */
export interface Chance {
  /** At least 0, below 1. */
  random(): number;
  /** A text that cannot be guessed and is never returned twice. */
  newId(): string;
}

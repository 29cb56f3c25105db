/** Where the app takes random numbers and ids from. */
export interface Chance {
  /** At least 0, below 1. */
  random(): number;
  /** A text that cannot be guessed and is never returned twice. */
  newId(): string;
}

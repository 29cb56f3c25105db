/** Where the app takes what no two calls share. */
export interface Chance {
  /** At least 0, below 1. */
  random(): number;
  /** A text that nobody can guess and nobody else gets. */
  newId(): string;
}

/** Ways to draw. */
export interface Dice {
  /** Whether what happens with this chance happens. */
  chance(of: number): boolean;
  /** A whole number from 1 to `most`. */
  upTo(most: number): number;
  /** The same, but as likely to have few digits as many. */
  log(most: number): number;
  oneOf<T>(all: readonly T[]): T;
}

/** @param random  at least 0, below 1 */
export function dice(random: () => number): Dice {
  return {
    chance: (of) => random() < of,
    upTo: (most) => 1 + Math.floor(random() * most),
    log: (most) => Math.round(Math.exp(random() * Math.log(most))),
    oneOf: <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T,
  };
}

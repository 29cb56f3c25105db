import type { Mistake } from '../validation/mistake';

/** Names that a message lists; there may be any number. */
const MOST_NAMES = 20;

/** `a mistake`, or how many. */
export function countOf({ length }: readonly Mistake[]): string {
  return length === 1 ? 'a mistake' : `${length} mistakes`;
}

/** The first ones, and how many more there are. */
export function firstOf(names: readonly string[]): string {
  const others = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

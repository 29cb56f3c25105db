import { isHarmless } from './harmless';
import { inQuotes, withoutInvisible } from './invisible';

const MOST_INVISIBLE = 3;

/**
 * Names a value in a message: the text itself where it reads like words, a number, an address or a resource id, else only
 * its length, because it may hold a secret.
 */
export function quote(value: string): string {
  if (value === '') return 'an empty string';
  const visible = withoutInvisible(value);
  if (value.length - visible.length <= MOST_INVISIBLE && isHarmless(visible)) return inQuotes(value);
  return `a text of ${value.length} characters (not repeated here: it may hold a secret)`;
}

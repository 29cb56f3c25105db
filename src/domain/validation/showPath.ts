import { isPlainName } from './harmless';
import { quote } from './quote';

/** Keys and indexes that lead to a value. */
export type Path = readonly PropertyKey[];

/**
 * `routes.prod.source`, `artifacts[3]`; a key that could not be read this way, or may hold a secret, is quoted in brackets.
 *
 * @param root what is shown for the path without keys
 */
export function showPath(path: Path, root = ''): string {
  return path.length === 0 ? root : path.map(showKey).join('');
}

function showKey(key: PropertyKey, position: number): string {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  if (!isPlainName(name)) return `[${quote(name)}]`;
  return position === 0 ? name : `.${name}`;
}

import type { Fix } from './finding';

/** Nothing that a shell would take for more than text, at least between double quotes. */
const PLAIN = /^[\p{L}\p{Nd}/_.():@-]+$/u;

/**
 * A fix with its command; without it where a name in it is more than text to a shell.
 *
 * @param names  what stands in the command and comes from elsewhere; where it may hold parentheses, it stands between double quotes
 */
export function fixBy(say: string, command: string, ...names: string[]): Fix {
  return names.every((name) => PLAIN.test(name)) ? { say, command } : { say };
}

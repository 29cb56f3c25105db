import { quote } from './quote';

/** What a value is, in words, without repeating anything that may be secret. */
export function describe(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list';
  if (typeof value === 'string') return hasQuery(value) ? 'carries a query, such as a SAS' : `is ${quote(value)}`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'is empty' : 'is an object';
  return `is ${String(value)}`;
}

function hasQuery(value: string): boolean {
  return /^https?:\/\/.*\?/.test(value);
}

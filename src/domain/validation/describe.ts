import { invisibleProblem } from './invisible';
import { quote } from './quote';

/** Longer numbers may be passwords of digits. */
const LONGEST_NUMBER = 9;

/** What a value is, in words, without repeating anything that may be secret. */
export function describe(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list';
  if (typeof value === 'string') return describeText(value);
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'is empty' : 'is an object';
  const shown = String(value);
  return shown.length > LONGEST_NUMBER ? `is a number of ${shown.length} characters` : `is ${shown}`;
}

function describeText(value: string): string {
  if (/^\s+$/.test(value)) return 'is white space';
  if (/^https?:\/\/.*\?/is.test(value)) return 'carries a query, such as a SAS';
  return invisibleProblem(value) ?? `is ${quote(value)}`;
}

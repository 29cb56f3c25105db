import { escapeUnprintable } from '../src/domain/validation/isPrintable';

/** A copy of what the app answered in which no text does anything to the terminal, or begins a line of its own. */
export function printable<T>(answer: T): T {
  return escaped(answer) as T;
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string') return escapeUnprintable(value);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
}

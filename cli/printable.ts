/** What moves a terminal's cursor, ends a line or turns a text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * A copy of what the app answered in which no text does anything to the terminal, or begins a line of its own: such characters are
 * escaped as `\u001b`, which JSON takes for the same ones.
 */
export function printable<T>(answer: T): T {
  return escaped(answer) as T;
}

function escaped(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
}

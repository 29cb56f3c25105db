/** Control and format characters, spaces other than the common one, line and paragraph separators, and blank letters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/**
 * The first character of a text that cannot be seen, such as `U+200B`: a zero-width space, a no-break space, a soft
 * hyphen, a byte order mark, a mark of direction, a control character, half of a surrogate pair.
 */
export function invisibleIn(text: string): string | undefined {
  const [found] = text.match(INVISIBLE) ?? [];
  return found === undefined ? undefined : codePoint(found);
}

/** What is said of a text that has such a character; `undefined` when it has none. */
export function invisibleProblem(text: string): string | undefined {
  const found = invisibleIn(text);
  return found === undefined ? undefined : `has the invisible character ${found}`;
}

/** A text without such characters. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** A text in double quotes, in which such characters are escaped as `\u200B`. */
export function inQuotes(text: string): string {
  return JSON.stringify(text).replace(INVISIBLE, (character) =>
    [...character]
      .flatMap((one) => Array.from({ length: one.length }, (_, index) => one.charCodeAt(index)))
      .map((unit) => `\\u${hex(unit)}`)
      .join(''),
  );
}

function codePoint(character: string): string {
  return `U+${hex(character.codePointAt(0) ?? 0)}`;
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, '0');
}

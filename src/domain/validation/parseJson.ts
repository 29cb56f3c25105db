import { type JSONVisitor, ParseErrorCode, visit } from 'jsonc-parser';
import { invisibleProblem } from './invisible';
import type { Mistake } from './mistake';

/** More than any document here needs, and far from the end of the call stack: `visit` calls itself for every level. */
const DEEPEST = 100;
const VALUE = 'a value: an object, a list, a text in double quotes, a number, true, false or null';

/** What is wrong, where its kind says more than the character that stands there. */
const PROBLEMS: Partial<Record<ParseErrorCode, string>> = {
  [ParseErrorCode.EndOfFileExpected]: 'goes on after its end',
  [ParseErrorCode.InvalidCommentToken]: 'has a comment, which JSON does not know',
  [ParseErrorCode.UnexpectedEndOfString]: 'is a text that does not end on its line',
  [ParseErrorCode.InvalidUnicode]: 'is a text with a bad escape',
  [ParseErrorCode.InvalidEscapeCharacter]: 'is a text with a bad escape',
  [ParseErrorCode.InvalidCharacter]: 'is a text with a control character',
  [ParseErrorCode.UnexpectedEndOfNumber]: 'is a number that does not end',
};

/** What is expected after these problems, whatever else the grammar allows there. */
const REMEDIES: Partial<Record<ParseErrorCode, string>> = {
  [ParseErrorCode.InvalidCommentToken]: 'no comment',
  [ParseErrorCode.UnexpectedEndOfString]: 'a double quote at its end, and \\n for a line break in it',
  [ParseErrorCode.InvalidUnicode]: '\\u and four hexadecimal digits',
  [ParseErrorCode.InvalidEscapeCharacter]: 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u',
  [ParseErrorCode.InvalidCharacter]: 'an escape, such as \\t',
  [ParseErrorCode.UnexpectedEndOfNumber]: 'a digit at its end',
};

/** Ends the visit at the first mistake: what follows it would be guesses. */
class Stop extends Error {
  constructor(readonly mistake: Mistake) {
    super(mistake.problem);
  }
}

/**
 * Parses a JSON text, with or without a byte order mark. Accepts what `JSON.parse` accepts, but no key twice in one object
 * (`JSON.parse` keeps the last one and says nothing) and no more than 100 levels.
 *
 * @returns the value, or the first mistake: its path is `line 3, column 7`, both counted from 1, and its words do not repeat
 *   the text, which may hold secrets
 */
export function parseJson(text: string): { readonly value: unknown } | { readonly mistake: Mistake } {
  const json = text.replace(/^\uFEFF/, '');
  try {
    visit(json, createVisitor(json), { disallowComments: true });
  } catch (error) {
    if (error instanceof Stop) return { mistake: error.mistake };
    throw error;
  }
  return { value: JSON.parse(json) };
}

/** Follows the text from token to token, so that it knows what may come next wherever the text goes wrong. */
function createVisitor(json: string): JSONVisitor {
  const open: { close: '}' | ']'; keys: Set<string> }[] = [];
  let expected = VALUE;
  let afterComma = false;

  function stop(problem: string, wanted: string, line: number, column: number): never {
    throw new Stop({ path: `line ${line + 1}, column ${column + 1}`, problem, expected: wanted });
  }

  function begin(close: '}' | ']', next: string, line: number, column: number): void {
    if (open.length === DEEPEST) stop(`nests deeper than ${DEEPEST} levels`, 'fewer levels', line, column);
    open.push({ close, keys: new Set() });
    expected = next;
    afterComma = false;
  }

  function endValue(): void {
    const around = open.at(-1);
    expected = around ? `a comma or ${around.close}` : 'nothing more';
    afterComma = false;
  }

  function end(offset: number): void {
    // Also called where the text ends too early: what is still open then tells what is expected.
    if (json[offset] !== open.at(-1)?.close) return;
    open.pop();
    endValue();
  }

  return {
    onObjectBegin: (_offset, _length, line, column) => begin('}', 'a key in double quotes', line, column),
    onArrayBegin: (_offset, _length, line, column) => begin(']', VALUE, line, column),
    onObjectProperty: (key, _offset, _length, line, column) => {
      const keys = open.at(-1)?.keys;
      if (keys?.has(key)) stop('is a key that this object already has', 'every key once', line, column);
      keys?.add(key);
      expected = 'a colon';
    },
    onSeparator: (character) => {
      afterComma = character === ',';
      expected = afterComma && open.at(-1)?.close === '}' ? 'a key in double quotes' : VALUE;
    },
    onLiteralValue: endValue,
    onObjectEnd: end,
    onArrayEnd: end,
    onError: (code, offset, length, line, column) => {
      if (code === ParseErrorCode.InvalidSymbol || code === ParseErrorCode.EndOfFileExpected) {
        // A word that the parser does not know reaches over characters that nobody sees.
        const symbol = json.slice(offset, offset + length);
        const at = [...symbol].findIndex((one) => invisibleProblem(one) !== undefined);
        const problem = invisibleProblem(symbol);
        if (problem !== undefined) stop(problem, 'only characters that can be seen', line, column + at);
      }
      const character = json[offset];
      if (afterComma && character === open.at(-1)?.close) {
        stop('has a comma too many', `no comma before ${character}`, line, column);
      }
      const found = character === undefined ? 'ends too early' : `has an unexpected ${JSON.stringify(character)}`;
      stop(PROBLEMS[code] ?? found, REMEDIES[code] ?? expected, line, column);
    },
  };
}

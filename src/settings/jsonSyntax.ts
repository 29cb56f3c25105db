/** Where a text stops being JSON, and what was expected there. Line and column count from 1. */
export interface JsonMistake {
  readonly line: number;
  readonly column: number;
  readonly problem: string;
  readonly expected: string;
}

class Stop extends Error {
  constructor(
    readonly index: number,
    readonly problem: string,
    readonly expected: string,
  ) {
    super(problem);
  }
}

/** More than any routes file needs, and far from the end of the call stack. */
const DEEPEST = 100;
const SPACE = /[ \t\r\n]*/y;
/** Control characters (category Cc up to U+001F) have to be escaped. */
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/**
 * Finds the first mistake in the syntax of a JSON text, or a key that an object holds twice (`JSON.parse` keeps the last one
 * and says nothing). `JSON.parse` itself is no help here: its message repeats the text, secrets included, and gives no place.
 *
 * @returns `undefined` when the text is JSON without doubled keys
 */
export function findJsonMistake(text: string): JsonMistake | undefined {
  try {
    new Scanner(text).document();
    return undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.index).split('\n');
    return {
      line: before.length,
      column: (before.at(-1) ?? '').length + 1,
      problem: error.problem,
      expected: error.expected,
    };
  }
}

class Scanner {
  private index = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  document(): void {
    this.value();
    this.take(SPACE);
    if (this.index < this.text.length) this.stop('goes on after its end', 'nothing more');
  }

  private value(): void {
    this.take(SPACE);
    if (this.next('{')) return this.list('}', this.member(new Set()));
    if (this.next('[')) return this.list(']', () => this.value());
    if (this.take(STRING) === undefined && this.take(LITERAL) === undefined) {
      this.stop(
        this.text[this.index] === '"' ? 'is a text that does not end, or holds a bad escape' : this.found(),
        'a value: an object, a list, a text in double quotes, a number, true, false or null',
      );
    }
  }

  /** Reads one key and its value; `seen` serves all members of an object. */
  private member(seen: Set<unknown>): () => void {
    return () => {
      this.take(SPACE);
      const start = this.index;
      const key = this.take(STRING);
      if (key === undefined) this.stop(this.found(), 'a key in double quotes');
      const name: unknown = JSON.parse(key);
      if (seen.has(name)) this.stop('is a key that this object already has', 'every key once', start);
      seen.add(name);
      this.take(SPACE);
      if (!this.next(':')) this.stop(this.found(), 'a colon');
      this.value();
    };
  }

  private list(end: string, item: () => void): void {
    if (++this.depth > DEEPEST) this.stop(`nests deeper than ${DEEPEST} levels`, 'fewer levels');
    this.take(SPACE);
    while (!this.next(end)) {
      item();
      this.take(SPACE);
      if (this.next(',')) {
        this.take(SPACE);
        if (this.text[this.index] === end) this.stop('has a comma too many', `no comma before ${end}`);
      } else if (this.text[this.index] !== end) {
        this.stop(this.found(), `a comma or ${end}`);
      }
    }
    this.depth--;
  }

  private next(character: string): boolean {
    if (this.text[this.index] !== character) return false;
    this.index++;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.index;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.index += match.length;
    return match;
  }

  private found(): string {
    const character = this.text[this.index];
    return character === undefined ? 'ends too early' : `has an unexpected ${JSON.stringify(character)}`;
  }

  private stop(problem: string, expected: string, index = this.index): never {
    throw new Stop(index, problem, expected);
  }
}

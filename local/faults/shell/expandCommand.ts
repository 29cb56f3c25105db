/** Runs what stands between `$(` and `)`; answers what it prints. */
export type RunNested = (words: string[]) => Promise<string>;

interface Shell {
  variables: Readonly<Record<string, string>>;
  run: RunNested;
}

/**
 * The words of one command, as a POSIX shell makes them of its text: quotes, `$NAME` and `$(…)`.
 *
 * @throws Error where the text needs more of a shell than that, or a variable that is not there
 */
export async function expandCommand(text: string, shell: Shell): Promise<string[]> {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === quote) {
      quote = undefined;
    } else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char;
      word ??= '';
    } else if (char === '$' && quote !== "'") {
      const { value, end } = await substitute(text, at, shell);
      word = (word ?? '') + value;
      at = end;
    } else {
      if (quote === undefined && /[;&|<>`()\\*?]/.test(char))
        throw new Error(`"${char}" is not plain text in: ${text}`);
      word = (word ?? '') + char;
    }
  }
  if (quote !== undefined) throw new Error(`A ${quote} is not closed in: ${text}`);
  return word === undefined ? words : [...words, word];
}

/** What stands for the `$` at a place, and the place where it ends. */
async function substitute(text: string, at: number, shell: Shell): Promise<{ value: string; end: number }> {
  if (text[at + 1] === '(') {
    const end = closing(text, at + 1);
    return { value: await shell.run(await expandCommand(text.slice(at + 2, end), shell)), end };
  }
  const [whole = '', name = ''] = /^\$\{?(\w+)\}?/.exec(text.slice(at)) ?? [];
  const value = shell.variables[name];
  if (value === undefined) throw new Error(`There is no variable ${whole || '$'} for: ${text}`);
  return { value, end: at + whole.length - 1 };
}

/** Where the parenthesis closes that opens at a place. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`A parenthesis is not closed in: ${text}`);
}

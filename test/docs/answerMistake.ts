/**
 * How an answer differs from the one that a page shows: its status line and headers, `…` for anything. Other headers may come.
 *
 * @param shown begins with `HTTP/1.1`; empty where the page shows nothing
 * @param came what `curl -i` printed
 */
export function answerMistake(shown: string, came: string): string | undefined {
  const lines = came.split(/\r?\n/);
  const absent = shown
    .split('\n')
    .filter((line) => line !== '')
    .find((line) => !lines.some((one) => patternOf(line).test(one)));
  return absent === undefined ? undefined : `no line "${absent}" in:\n${came}`;
}

/** The names of headers are the same in small and large letters. */
function patternOf(line: string): RegExp {
  const [, name = '', value = ''] = /^([\w-]+:)?(.*)$/.exec(line) ?? [];
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const anyCase = name.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
  return new RegExp(`^${anyCase}${value.split('…').map(literal).join('.*')}$`);
}

/** Words of the shell that stand before a command, and assignments. */
const BEFORE =
  /^(?:(?:if|then|else|elif|do|done|fi|while|until|!|\{|\})(?=\s|$)\s*|[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|[^\s'"])*(?:\s+|$))+/;

/**
 * The simple commands of a script, as far as the docs write shell: those of lists, pipelines and `$(…)` too; without comments, assignments
 * and broken lines. Here-documents and functions are not known.
 */
export function commandsOf(script: string): string[] {
  const commands: string[] = [];
  // Quotes around each `$(` that is open, the innermost last.
  const outer: { command: string; quote: string }[] = [];
  let command = '';
  let quote = '';
  const end = (): void => {
    const text = command.trim().replace(BEFORE, '').trim();
    if (text !== '') commands.push(text);
    command = '';
  };
  for (let at = 0; at < script.length; at++) {
    const char = script[at] ?? '';
    const next = script[at + 1];
    if (char === '\\' && quote !== "'") {
      if (next !== '\n') command += char + (next ?? '');
      at++;
      if (next === '\n') while (script[at + 1] === ' ') at++;
    } else if (char === '$' && next === '(' && quote !== "'") {
      outer.push({ command: `${command}$()`, quote });
      [command, quote] = ['', ''];
      at++;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      command += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      command += char;
    } else if (char === '#' && /^$|\s$/.test(command)) {
      while (at + 1 < script.length && script[at + 1] !== '\n') at++;
    } else if (char === ')' && outer.length > 0) {
      end();
      ({ command, quote } = outer.pop() ?? { command, quote });
    } else if (/[\n;|()]/.test(char) || (char === '&' && !command.endsWith('>'))) {
      end();
    } else {
      command += char;
    }
  }
  end();
  return commands;
}

/** The program that a command runs. */
export function programOf(command: string): string {
  return /^\S+/.exec(command)?.[0] ?? '';
}

import { expandCommand, type RunNested } from './expandCommand';

const ASSIGNMENT = /^([a-z]\w*)=(.*)$/s;

/**
 * Runs one command after the other, up to the first that fails: `one && two`; `name=$(one)` keeps what one prints for those after it.
 *
 * @throws what `run` throws, and Error for what is more of a shell than that
 */
export async function runCommand(
  command: string,
  { variables, run }: { variables: Readonly<Record<string, string>>; run: RunNested },
): Promise<void> {
  const known: Record<string, string> = { ...variables };
  for (const one of command.split(' && ')) {
    const [, name, value = ''] = ASSIGNMENT.exec(one) ?? [];
    const words = await expandCommand(name === undefined ? one : value, { variables: known, run });
    if (name === undefined) await run(words);
    else if (words.length < 2) known[name] = words[0] ?? '';
    else throw new Error(`More than one word is given to ${name} in: ${command}`);
  }
}

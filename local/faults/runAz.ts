import { flag, type AzCommand, type Flags } from './az/azCommand';
import { REGISTRY_COMMANDS } from './az/registryCommands';
import { RESOURCE_COMMANDS } from './az/resourceCommands';
import { ROLE_COMMANDS } from './az/roleCommands';
import { STORAGE_COMMANDS } from './az/storageCommands';
import { VAULT_COMMANDS } from './az/vaultCommands';
import type { BrokenStack } from './brokenStack';

/** The commands of `az` that the app prints, by their words. */
const COMMANDS: Readonly<Record<string, AzCommand>> = {
  ...REGISTRY_COMMANDS,
  ...RESOURCE_COMMANDS,
  ...ROLE_COMMANDS,
  ...STORAGE_COMMANDS,
  ...VAULT_COMMANDS,
};

/**
 * Runs one `az` command on the emulated services, as the operator.
 *
 * @param words  those after `az`
 * @returns what it prints: with `--query` one property of the resource; else what is a text, or nothing
 * @throws Error for a command that nobody can run here
 */
export async function runAz(stack: BrokenStack, words: readonly string[]): Promise<string> {
  const { command, flags } = parse(words);
  const run = COMMANDS[command];
  if (!run) throw new Error(`Nobody can run here: az ${command}`);
  const { query, output: _output, ...own } = flags;
  const printed = await run(stack, own);
  if (!query) return typeof printed === 'string' ? printed : '';
  const value = (printed as Record<string, unknown> | undefined)?.[flag(flags, 'query')];
  if (typeof value !== 'string') throw new Error(`az ${command} has no ${flag(flags, 'query')}.`);
  return value;
}

function parse(words: readonly string[]): { command: string; flags: Flags } {
  const first = words.findIndex((word) => word.startsWith('--'));
  const end = first === -1 ? words.length : first;
  const flags: Record<string, string[]> = {};
  let values: string[] = [];
  for (const word of words.slice(end)) {
    if (word.startsWith('--')) flags[word.slice(2)] = values = [];
    else values.push(word);
  }
  return { command: words.slice(0, end).join(' '), flags };
}

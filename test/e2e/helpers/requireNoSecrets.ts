import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureStackKeys } from '../../../local/stack/stackKeys';
import { findSecrets, secretsIn, type SearchedStack } from './findSecrets';
import { LEAKING_ANSWERS } from './request';
import type { RunningCli } from './runCli';

/** Where a suite has put secrets itself, and why. */
export interface SecretPlace {
  /** Of files by their path in the folder of the stack. */
  file: RegExp;
  because: string;
}

/**
 * After a suite: nothing that its stack stored or logged, and nothing that the app logged or answered, holds a secret.
 *
 * @param logs  of the hosts
 * @throws Error naming what holds which
 */
export async function requireNoSecrets(
  stack: SearchedStack,
  logs: readonly string[],
  places: readonly SecretPlace[],
): Promise<void> {
  const { found } = await findSecrets(stack);
  const stored = found.filter(
    (what) => !places.some(({ file }) => file.test(what.slice(what.lastIndexOf(' in ') + 4))),
  );
  const logged = logs.flatMap((log) => secretsIn(log, stack.keys).map((what) => `${what} in the log of a host`));
  const all = [...stored, ...logged, ...LEAKING_ANSWERS];
  if (all.length > 0) throw new Error(`Secrets were left: ${all.join('; ')}.`);
}

/** The same after a command that ran a stack of its own, of that and of what the command printed. */
export async function requireNoSecretsOf(cli: RunningCli | undefined, folder: string): Promise<void> {
  // A stack that did not come as far as to have keys has no other secret either.
  if (!existsSync(path.join(folder, 'keys.json'))) return;
  await requireNoSecrets({ folder, keys: ensureStackKeys(folder) }, cli ? [cli.stdout(), cli.stderr()] : [], []);
}

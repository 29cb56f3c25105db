import { findSecrets, secretsIn, type SearchedStack } from './findSecrets';
import { LEAKING_ANSWERS } from './request';

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

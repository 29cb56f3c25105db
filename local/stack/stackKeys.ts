import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NAMES } from '../names';

/** The secrets that a stack makes once and keeps, so that tokens, SAS and settings stay valid when it restarts. */
export interface StackKeys {
  /** Storage account keys (base64) by account name. */
  accounts: Record<string, string>;
  /** The app's `IDENTITY_HEADER`: the managed-identity endpoint gives tokens to nobody who does not send it. */
  identityHeader: string;
  /** Password of each registry's admin user, whose name is the registry's. */
  registryPasswords: Record<'source' | 'target', string>;
  /** Where Azurite listens when the storage gate stands in front of it. */
  gatedStoragePort?: number;
}

/** Reads `<folder>/keys.json`, or makes it, readable by its owner alone. */
export async function ensureStackKeys(folder: string): Promise<StackKeys> {
  const file = path.join(folder, 'keys.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as StackKeys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(
        `${file} cannot be read, so the stack has no keys. Start with --reset once: this deletes all state of the stack and makes new keys.`,
        {
          cause: error,
        },
      );
    }
  }
  const keys = makeKeys();
  await saveStackKeys(folder, keys);
  return keys;
}

/** Replaces `<folder>/keys.json` as a whole. */
export async function saveStackKeys(folder: string, keys: StackKeys): Promise<void> {
  const file = path.join(folder, 'keys.json');
  await writeFile(`${file}.new`, JSON.stringify(keys, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function makeKeys(): StackKeys {
  const accounts = [NAMES.source.account, NAMES.target.account, NAMES.state.account];
  return {
    accounts: Object.fromEntries(accounts.map((account) => [account, randomBytes(64).toString('base64')])),
    identityHeader: randomBytes(16).toString('hex'),
    registryPasswords: { source: randomBytes(16).toString('hex'), target: randomBytes(16).toString('hex') },
  };
}

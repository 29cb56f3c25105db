import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { STACK_NAMES } from '../stackNames';

/** The secrets that a stack makes once and keeps, so that tokens, SAS and settings stay valid when it restarts. */
export interface StackKeys {
  /** Storage account keys (base64) by account name. */
  accounts: Record<string, string>;
  /** The app's `IDENTITY_HEADER`: the managed-identity endpoint gives tokens to nobody who does not send it. */
  identityHeader: string;
  /** Password of each registry's admin user, whose name is the registry's. */
  registryPasswords: Record<'source' | 'target', string>;
  /** The `code` that Event Grid sends to the Functions host's webhook: that of its key `eventgrid_extension`. */
  eventGridKey: string;
  /** Where Azurite listens when the storage gate stands in front of it. */
  gatedStoragePort?: number;
}

/** Reads `<folder>/keys.json`, or makes it, readable by its owner alone. */
export function ensureStackKeys(folder: string): StackKeys {
  const file = path.join(folder, 'keys.json');
  let found: unknown;
  try {
    found = readJsonFile(file);
  } catch (error) {
    throw new Error(
      `${file} cannot be read, so the stack has no keys. Start with --reset once: this deletes all state of the stack and makes new keys.`,
      { cause: error },
    );
  }
  // A folder of an earlier version lacks keys that there were not.
  const keys = { ...makeKeys(), ...(found as Partial<StackKeys> | undefined) };
  if (isDeepStrictEqual(keys, found)) return keys;
  saveStackKeys(folder, keys);
  return keys;
}

/** Replaces `<folder>/keys.json` as a whole. */
export function saveStackKeys(folder: string, keys: StackKeys): void {
  writeJsonFile(path.join(folder, 'keys.json'), keys, { mode: 0o600 });
}

function makeKeys(): StackKeys {
  const accounts = [STACK_NAMES.source.account, STACK_NAMES.target.account, STACK_NAMES.state.account];
  return {
    accounts: Object.fromEntries(accounts.map((account) => [account, randomBytes(64).toString('base64')])),
    identityHeader: randomBytes(16).toString('hex'),
    registryPasswords: { source: randomBytes(16).toString('hex'), target: randomBytes(16).toString('hex') },
    eventGridKey: randomBytes(32).toString('base64url'),
  };
}

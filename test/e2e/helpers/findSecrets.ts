import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../../../local/files/missingFiles';
import type { StackKeys } from '../../../local/stack/stackKeys';

/** Where secrets belong: the vault, the keys that the stack made up, private TLS and token keys. */
const OWN = [/^vault[\\/]/, /^keys\.json$/, /^tls[\\/]/, /^registries[\\/]\w+[\\/]token\.key$/];
/** Secrets as they look on their way; where one was taken out, `…` stands. */
const PATTERNS: [string, RegExp][] = [
  ['sig=', /[?&"\s]sig=/i],
  ['sig=, encoded', /(%3F|%26)sig%3D/i],
  ['Bearer', /Bearer\s+[\w-]/],
  // A name of random letters may begin like one; a token has parts.
  ['eyJ…', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}/],
  ['AccountKey=', /AccountKey=\w/],
  ['PRIVATE KEY', /PRIVATE KEY-----/],
];

/** A stack, as far as its secrets are looked for. */
export interface SearchedStack {
  folder: string;
  keys: Pick<StackKeys, 'accounts' | 'identityHeader'>;
}

const NO_KEYS = { accounts: {}, identityHeader: '' };

/** Looks through every file of a stack's folder, besides those that are there to hold secrets. */
export async function findSecrets({ folder, keys }: SearchedStack): Promise<{ files: string[]; found: string[] }> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !OWN.some((pattern) => pattern.test(file)));
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'latin1').catch(ofMissing);
    found.push(...secretsIn(text, keys).map((what) => `${what} in ${file}`));
  }
  return { files, found };
}

/** What a stack that runs has removed meanwhile holds nothing. */
function ofMissing(error: unknown): string {
  if (isMissing(error)) return '';
  throw error;
}

/** Kinds of secrets that a text holds, also one whose bytes were read as Latin-1. @param keys  those of the stack, where they are known */
export function secretsIn(text: string, keys: SearchedStack['keys'] = NO_KEYS): string[] {
  const { accounts, identityHeader } = keys;
  const known = Object.entries(accounts).map(([name, key]) => [`the key of ${name}`, key] as const);
  const header = identityHeader !== '' && text.includes(identityHeader);
  return [
    ...PATTERNS.filter(([, pattern]) => pattern.test(text)).map(([what]) => what),
    ...known.filter(([, secret]) => text.includes(secret)).map(([what]) => what),
    ...(header ? ['the identity header'] : []),
  ];
}

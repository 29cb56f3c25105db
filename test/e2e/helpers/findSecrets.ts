import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LocalStack } from './startLocalStack';

/** Where secrets belong: the vault, the keys that the stack made up, private TLS and token keys. */
const OWN = [/^vault[\\/]/, /^keys\.json$/, /^tls[\\/]/, /^registries[\\/]\w+[\\/]token\.key$/];
/** Secrets as they look on their way; `…` stands where one was taken out. */
const PATTERNS: [string, RegExp][] = [
  ['sig=', /[?&"\s]sig=/i],
  ['sig=, encoded', /(%3F|%26)sig%3D/i],
  ['Bearer', /Bearer\s+(?!…)[\w-]/],
  // A name of random letters may begin like one; a token has parts.
  ['eyJ…', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}/],
  ['AccountKey=', /AccountKey=(?!…)\w/],
  ['PRIVATE KEY', /PRIVATE KEY-----/],
];

/** Looks through every file of a stack's folder, besides those that are there to hold secrets. */
export async function findSecrets(stack: LocalStack): Promise<{ files: string[]; found: string[] }> {
  const keys = Object.entries(stack.keys.accounts).map(([name, key]) => [`the key of ${name}`, key]);
  const texts = [...keys, ['the identity header', stack.keys.identityHeader]] as [string, string][];
  const all = await readdir(stack.folder, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(stack.folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => !OWN.some((pattern) => pattern.test(file)));
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(path.join(stack.folder, file), 'utf8');
    for (const [what, pattern] of PATTERNS) if (pattern.test(text)) found.push(`${what} in ${file}`);
    for (const [what, secret] of texts) if (text.includes(secret)) found.push(`${what} in ${file}`);
  }
  return { files, found };
}

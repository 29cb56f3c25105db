import { createHash } from 'node:crypto';

/** A GUID made of texts: the same for the same, as the function `guid` of templates; not the same GUID as that. */
export function pseudoGuid(...texts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

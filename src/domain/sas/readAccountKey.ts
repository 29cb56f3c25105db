const KEY = /^[A-Za-z0-9+/]{86}==$/;

/**
 * The key of a storage account in what people store as one: the text itself, or a connection string.
 *
 * @returns the key, or what the secret is instead, as the end of a sentence, without repeating it
 */
export function readAccountKey(secret: string): { key: string } | { problem: string } {
  const text = secret.trim().replace(/^"(.*)"$/s, '$1');
  const key = /(?:^|;)\s*AccountKey=([^;\s]+)/i.exec(text)?.[1] ?? text;
  if (KEY.test(key)) return { key };
  if (text === '') return { problem: 'is empty' };
  if (/(?:^|[?&])sig=/.test(text)) return { problem: 'is a SAS, not an account key' };
  return { problem: `is a text of ${text.length} characters, not the 88 of an account key in base64` };
}

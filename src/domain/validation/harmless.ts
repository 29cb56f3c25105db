/*
 * What may be repeated in a message. A secret cannot be told from its form alone, so the question is asked the other way
 * round: only what reads like words, a number, an address or a resource id is repeated, and nothing that mixes characters
 * as keys, tokens and passwords do.
 */

const LONGEST_WORD = 24;
const MOST_WORDS = 3;
/** Below this many characters a text protects nothing. */
const TOO_SHORT_FOR_A_SECRET = 4;
const MOST_MIXED_PARTS = 3;

/** `export`, `Export`, `EXPORT`, `ifDifferent`, `tenantID`, `blockSizeMiB`. */
const WORD = /^(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*(?:Id|[KMG]iB(?:ps)?|[A-Z]{0,3}))$/;
/** Letters drawn at random have these; words that people choose hardly ever. */
const UNREADABLE = /[^aeiouy]{5}|[aeiou]{4}|q(?!u)|[jqxz].*[jqxz]/i;
const NUMBER = /^[+-]?\d{1,6}(?:[.,]\d{1,6})?(?:e[+-]?\d{1,3}| ?[A-Za-z]{1,3})?$/;
/** `prod2`, `westeurope12`; `eu1prod2`. */
const NUMBERED_WORD = /^(?<word>[a-z]+)\d{1,3}$|^[a-z]{2,4}\d{1,2}[a-z]{2,8}\d{0,2}$/;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Domains that Azure gives to resources: what stands before them is a name, however it looks. */
const AZURE_HOST =
  /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:azurecr\.(?:io|us|cn)|windows\.net|azure\.(?:com|net|us|cn)|usgovcloudapi\.net|chinacloudapi\.cn|microsoftonline\.(?:com|us))$/i;
const ADDRESS = /^(?<scheme>https?:\/\/)?(?<host>[^/:?#@\s]+)(?::\d{1,5})?(?<path>(?:\/[^/?#@\s]*)*)$/i;
const RESOURCE_ID = /^\/?subscriptions?\/(?<subscription>[^/]+)(?<rest>(?:\/[^/]+)*)\/?$/i;
const LONGEST = 400;

/** Whether a value may be repeated in a message: it reads like what a person writes into a settings file. */
export function isHarmless(value: string): boolean {
  if (value.length <= TOO_SHORT_FOR_A_SECRET) return /^[ -~]+$/.test(value);
  if (value.length > LONGEST) return false;
  return NUMBER.test(value) || isFewWords(value) || isAddress(value) || isResourceId(value);
}

/** Whether a key may be shown as it is: it reads like a name that a person chose, such as `prod-2` or `FERRY_ROUTES`. */
export function isPlainName(name: string): boolean {
  return !mixesAll(name) && /^[\w$-]{1,40}$/.test(name) && arePlain(name.split(/[_$-]+/));
}

/** A few words, with numbers between them where none has a capital letter: `Summer-2024` is a password. */
function isFewWords(value: string): boolean {
  if (value.length > 40 || !/^[\w ,.:/()$-]+$/.test(value)) return false;
  const parts = value.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const numbers = parts.filter((part) => /^\d+$/.test(part));
  const words = parts.filter((part) => !numbers.includes(part));
  if (numbers.length > 0 && /[A-Z]/.test(value)) return false;
  return words.length <= MOST_WORDS && words.every(isWord) && /^\d{0,8}$/.test(numbers.join(''));
}

function isAddress(value: string): boolean {
  const { scheme, host = '', path = '' } = ADDRESS.exec(value)?.groups ?? {};
  if (host === '') return false;
  if (!AZURE_HOST.test(host) && (scheme === undefined || !arePlain(host.split(/[.-]/)))) return false;
  return !path.split('/').some(mixesAll) && arePlain(path.split(/[/._-]/));
}

function isResourceId(value: string): boolean {
  const { subscription = '', rest = '' } = RESOURCE_ID.exec(value)?.groups ?? {};
  if (!GUID.test(subscription) && !isPlainName(subscription)) return false;
  if (rest.split('/').some(mixesAll)) return false;
  return arePlain(rest.split(/[/ ._()-]/).map((part) => (/^(?=.*\P{ASCII})\p{L}{1,24}$/u.test(part) ? '' : part)));
}

/** Whether there are capital letters, small ones and digits, as passwords have to have. */
function mixesAll(text: string): boolean {
  return [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(text));
}

function arePlain(parts: readonly string[]): boolean {
  const mixed = parts.filter((part) => part !== '' && !isWord(part) && !/^\d{1,6}$/.test(part));
  return mixed.length <= MOST_MIXED_PARTS && mixed.every(isNumberedOrShort);
}

function isNumberedOrShort(part: string): boolean {
  if (/^[A-Za-z0-9]{1,4}$/.test(part)) return true;
  const numbered = NUMBERED_WORD.exec(part);
  return numbered !== null && isWord(numbered.groups?.['word'] ?? 'word');
}

function isWord(part: string): boolean {
  if (!WORD.test(part) || part.length > LONGEST_WORD) return false;
  return part.length < 6 || !UNREADABLE.test(part);
}

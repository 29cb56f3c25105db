import { withoutInvisible } from './validation/invisible';

/** What a SAS has to do, as far as the caller knows it. */
export interface SasUse {
  /** Milliseconds since 1970; without it, the times in the SAS are not looked at. */
  readonly now?: number;
  /** Letters that `sp` has to have, such as `rl`. */
  readonly need?: string;
  /** The container that the SAS is for, in its one spelling; compared where the secret is a whole URL. */
  readonly containerUri?: string;
}

/** What a secret that should hold a SAS holds. */
export type SasReading =
  /** The query of a SAS, without a question mark. */
  | { readonly sas: string }
  /**
   * What the secret is instead, as the end of a sentence: `is an account key, not a SAS`. It repeats nothing of the secret
   * but times and permissions. `isOutdated` tells a SAS that is one, but not for this time or this use.
   */
  | { readonly problem: string; readonly isOutdated: boolean };

/** Clocks differ: https://learn.microsoft.com/azure/storage/common/storage-sas-overview#best-practices-when-using-sas */
const CLOCK_SKEW_MINUTES = 15;
/** Each wrapping takes one: quotes around HTML around an encoded URL, and so on. */
const MOST_WRAPPINGS = 8;

/**
 * Takes the SAS out of what people store as one: the text itself with or without `?`, a whole URL, a connection string, in
 * quotes, broken over lines, escaped for HTML or JSON, or URL-encoded as a whole.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 */
export function readSas(secret: string, use: SasUse = {}): SasReading {
  const text = unwrap(secret);
  if (text === '') return malformed('is empty');
  const other = otherSecret(text);
  if (other !== undefined) return malformed(other);
  const query = /^https?:\/\//i.test(text) ? queryOf(text) : text;
  if (query === '') return malformed('is a URL without a SAS');
  if (isElsewhere(text, use.containerUri)) return malformed('is the SAS of another container');
  const pairs = new Map(query.split('&').flatMap((pair) => pairOf(pair)));
  const problem = incompleteProblem(pairs) ?? scopeProblem(pairs);
  if (problem !== undefined) return malformed(problem);
  const outdated = timeProblem(pairs, use.now) ?? permissionProblem(pairs, use.need);
  if (outdated !== undefined) return { problem: outdated, isOutdated: true };
  return { sas: [...pairs].map(([name, value]) => `${name}=${name === 'sig' ? encoded(value) : value}`).join('&') };
}

/** The fields of a SAS as they stand there, still encoded, whatever surrounds it; undefined where the secret holds none. */
export function sasPairs(secret: string): ReadonlyMap<string, string> | undefined {
  const text = unwrap(secret);
  if (text === '' || otherSecret(text) !== undefined) return undefined;
  const query = /^https?:\/\//i.test(text) ? queryOf(text) : text;
  const pairs = new Map(query.split('&').flatMap((pair) => pairOf(pair)));
  return (pairs.get('sig') ?? '') === '' ? undefined : pairs;
}

function malformed(problem: string): SasReading {
  return { problem, isOutdated: false };
}

function unwrap(secret: string): string {
  let text = secret;
  for (let round = 0; round < MOST_WRAPPINGS; round++) {
    const inner = unwrapOnce(text);
    if (inner === text) break;
    text = inner;
  }
  return text;
}

function unwrapOnce(text: string): string {
  const plain = withoutInvisible(text.replace(/\s*[\r\n]+\s*/g, ''))
    .trim()
    .replace(/&(?:amp|#38|#x26);|\\u0026/gi, '&')
    .replace(/&(?:quot|#34|#x22|apos|#39|#x27);/gi, '"')
    .replace(/^(["'`“”‘’])(.*)["'`“”‘’]$/s, '$2')
    .replace(/^[?&]+|&+$/g, '');
  const inString = /(?:^|;)\s*SharedAccessSignature=([^;]+)/i.exec(plain)?.[1] ?? plain;
  const isEncoded = !inString.includes('=') && /%3D/i.test(inString);
  return isEncoded ? decoded(inString) : inString;
}

/** What a text is that is neither a SAS nor a URL with one. */
function otherSecret(text: string): string | undefined {
  if (/^[A-Za-z0-9+/]{86}==$/.test(text)) return 'is an account key, not a SAS';
  if (
    /(?:^|;)\s*(?:AccountKey|SharedAccessKey|AccountName|DefaultEndpointsProtocol|BlobEndpoint|Endpoint)=/i.test(text)
  ) {
    return 'is a connection string, not a SAS';
  }
  if (/^(?:Bearer\s+)?eyJ/i.test(text)) return 'is a token, not a SAS';
  if (text.startsWith('-----BEGIN')) return 'is a key or a certificate in PEM, not a SAS';
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return 'is a GUID, not a SAS';
  if (/^[[{]/.test(text)) return 'is a JSON text, not a SAS';
  const isUrlOrQuery = /^https?:\/\//i.test(text) || /(?:^|&)[a-z]+=/.test(text);
  return isUrlOrQuery ? undefined : `is a text of ${text.length} characters, not a SAS`;
}

/** The query of a URL, without its question mark. */
function queryOf(url: string): string {
  const [, query = ''] = /^[^?#]*\?+([^#]*)/.exec(url) ?? [];
  return query;
}

function pairOf(pair: string): [name: string, value: string][] {
  const at = pair.indexOf('=');
  return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : [];
}

/** A stored access policy (`si`) may hold the times and the permissions instead of the SAS. */
function incompleteProblem(pairs: ReadonlyMap<string, string>): string | undefined {
  const has = (name: string) => (pairs.get(name) ?? '') !== '';
  if (!has('sig')) {
    const isSas = ['sv', 'se', 'sp', 'sr', 'ss'].some(has);
    return isSas ? 'is a SAS without a signature (sig)' : 'is a text with a query that is no SAS';
  }
  if (!has('se') && !has('si')) return 'is a SAS without an expiry (se)';
  return undefined;
}

function scopeProblem(pairs: ReadonlyMap<string, string>): string | undefined {
  if (/^b[sv]?$/.test(pairs.get('sr') ?? '')) return 'is a SAS of one blob (sr), not of the container';
  const [services, types] = [pairs.get('ss'), pairs.get('srt')];
  if (services !== undefined && !services.includes('b')) return 'is a SAS without the blob service (ss)';
  return types !== undefined && !types.includes('o') ? 'is a SAS that does not reach blobs (srt)' : undefined;
}

function timeProblem(pairs: ReadonlyMap<string, string>, now: number | undefined): string | undefined {
  if (now === undefined) return undefined;
  const [starts, ends] = [timeOf(pairs.get('st')), timeOf(pairs.get('se'))];
  const skew = CLOCK_SKEW_MINUTES * 60_000;
  if (ends !== undefined && ends + skew < now) return `is a SAS that expired at ${new Date(ends).toISOString()}`;
  if (starts === undefined || starts - skew <= now) return undefined;
  return `is a SAS that is not valid before ${new Date(starts).toISOString()}`;
}

/** Milliseconds since 1970; `undefined` for what is no time: then the service judges it. */
function timeOf(value: string | undefined): number | undefined {
  const time = Date.parse(decoded(value ?? ''));
  return Number.isNaN(time) ? undefined : time;
}

function permissionProblem(pairs: ReadonlyMap<string, string>, need = ''): string | undefined {
  const granted = pairs.get('sp');
  if (granted === undefined && pairs.has('si')) return undefined;
  const lacking = [...need].filter((letter) => !(granted ?? '').includes(letter));
  return lacking.length > 0 ? `is a SAS that lacks the permissions ${lacking.join('')} (sp)` : undefined;
}

/** Whether the secret is the URL of another account or another container than the given one. */
function isElsewhere(text: string, containerUri: string | undefined): boolean {
  const [given, wanted] = [placeOf(text), placeOf(containerUri ?? '')];
  if (!given || !wanted) return false;
  return given.account !== wanted.account || (given.container !== '' && given.container !== wanted.container);
}

/** Account and container where the host says both; the same account may answer under hosts of its owner. */
function placeOf(url: string): { account: string; container: string } | undefined {
  const host = /^https?:\/\/([a-z0-9]+)(?:-secondary)?\.(?:z\d+\.)?(?:privatelink\.)?(?:blob|dfs)\.[^/?]+\/*([^/?]*)/i;
  const [, account, container = ''] = host.exec(url) ?? [];
  return account === undefined ? undefined : { account: account.toLowerCase(), container };
}

/** Signatures are base64: what stands in a URL as it is would be read as something else. */
function encoded(signature: string): string {
  return signature.replace(/[+ /=]/g, (character) => encodeURIComponent(character === ' ' ? '+' : character));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

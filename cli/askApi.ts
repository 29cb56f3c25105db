import { printable } from './printable';

/** An app that did not answer as it should, in words for the operator. */
export class CannotAskError extends Error {
  /** @param mayPass  the same call may succeed a while later, as while the app starts */
  constructor(
    message: string,
    readonly mayPass = false,
  ) {
    super(message);
  }
}

/** The checks of a route have twenty seconds each, and run at once. */
const LIMIT_MS = 60_000;
const NO_ADDRESS =
  'Name the app with --url, or FERRY_URL, as https://app.example: with http or https, without user and query. A key goes to --key, or FERRY_KEY.';
const NOT_THE_APP = 'Is it the app? Name it with --url, or FERRY_URL.';

/** As whom the app is asked; neither is ever shown. */
export interface Credentials {
  /** Function key. */
  key?: string | undefined;
  /** Of Microsoft Entra ID, where the app asks for a sign-in. */
  token?: string | undefined;
}

/** What is sent beside the address. */
export interface Asked {
  method?: 'GET' | 'POST';
  /** Sent as JSON. */
  body?: object;
  /** Lists that the app's answer has: what answers otherwise is not the app. */
  lists: readonly string[];
}

/**
 * One call of the app's API.
 *
 * @param url  of the app, without `/api` @throws CannotAskError, with the problem document's own words and next step
 */
export async function askApi<T>(url: string, path: string, credentials: Credentials, asked: Asked): Promise<T> {
  const address = `${url.replace(/\/+$/, '')}/api${path}`;
  if (!isAddressOfApp(url)) throw new CannotAskError(NO_ADDRESS);
  const { status, isOk, location, text } = await send(address, credentials, asked);
  if (location !== undefined) throw new CannotAskError(`${address} answered ${status}. ${sentTo(address, location)}`);
  if (!isOk) throw new CannotAskError(`${address} answered ${status}. ${wordsOf(text, status)}`, mayPass(status, text));
  const answer = parsed(text) as Record<string, unknown> | string | null | undefined;
  if (answer === undefined)
    throw new CannotAskError(`${address} answered ${status}, but no JSON. ${NOT_THE_APP}`, true);
  const isObject = typeof answer === 'object' && answer !== null;
  if (!isObject || !asked.lists.every((name) => Array.isArray(answer[name])))
    throw new CannotAskError(`${address} answered ${status}, but not as the app does. ${NOT_THE_APP}`, true);
  return answer as T;
}

/** What people paste from the portal ends with a key, which no message may repeat. */
function isAddressOfApp(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && [username, password, search, hash].every((part) => part === '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where a host asks for TLS, or for a sign-in. What follows the path may hold what is nobody else's. */
function sentTo(address: string, location: string): string {
  const base = URL.canParse(location, address) ? new URL(location, address) : undefined;
  const where = base ? printable(`${base.origin}${base.pathname}`) : 'nowhere';
  return `It sends to ${where}, which is not followed: the key is for the app alone. ${NOT_THE_APP}`;
}

function headersOf({ key, token }: Credentials): Record<string, string> {
  return { ...(key && { 'x-functions-key': key }), ...(token && { authorization: `Bearer ${token}` }) };
}

/** What fetch says of a header that cannot be sent holds the header. */
function withoutSecrets(words: string, { key, token }: Credentials): string {
  return [key, token].reduce<string>((text, secret) => (secret ? text.replaceAll(secret, '(secret)') : text), words);
}

/**
 * A host that starts has no functions yet: it answers 404, or its front end in its place. In place of an app that is stopped, as for a
 * deployment, App Service answers 403 with a page that says "This web app is stopped" [INF].
 */
function mayPass(status: number, text: string): boolean {
  const isStopped = status === 403 && /\bstopped\b/i.test(text);
  return isStopped || status === 404 || status === 408 || status === 429 || status >= 500;
}

/**
 * A body can break off, too. No redirect is followed: `fetch` would send the key along to whatever host it names, and make a GET of a
 * POST, which then changes nothing.
 */
async function send(address: string, credentials: Credentials, { method = 'GET', body }: Asked) {
  const sent = { method, headers: headersOf(credentials), ...(body && { body: JSON.stringify(body) }) };
  try {
    const response = await fetch(address, { ...sent, redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
    const { status, ok: isOk, headers } = response;
    const location = status >= 300 && status < 400 ? headers.get('location') : null;
    return { status, isOk, text: await response.text(), ...(location !== null && { location }) };
  } catch (error) {
    const { name, message, cause } = error as Error;
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message;
    const words = `does not answer: ${withoutSecrets(why, credentials)}. Name the app with --url, or FERRY_URL.`;
    // A request that cannot be made, as with a key of two lines, has no cause.
    throw new CannotAskError(`${new URL(address).origin} ${words}`, cause !== undefined || name === 'TimeoutError');
  }
}

function wordsOf(text: string, status: number): string {
  if (status === 401) return 'Name a function key with --key, or FERRY_KEY, or a token with FERRY_TOKEN.';
  try {
    const { detail, nextStep } = printable(JSON.parse(text) as { detail?: string; nextStep?: string });
    return [detail, nextStep].filter(Boolean).join(' ');
  } catch {
    return NOT_THE_APP;
  }
}

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
}

/**
 * One call of the app's API.
 *
 * @param url  of the app, without `/api` @throws CannotAskError, with the problem document's own words and next step
 */
export async function askApi<T>(url: string, path: string, credentials: Credentials, asked: Asked = {}): Promise<T> {
  const address = `${url.replace(/\/+$/, '')}/api${path}`;
  const { status, isOk, text } = await send(address, headersOf(credentials), asked).catch((error: unknown) => {
    const { message, cause } = error as Error;
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message;
    const words = withoutSecrets(why, credentials);
    throw new CannotAskError(`${url} does not answer: ${words}. Name the app with --url, or FERRY_URL.`, true);
  });
  if (!isOk) throw new CannotAskError(`${address} answered ${status}. ${wordsOf(text, status)}`, mayPass(status));
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CannotAskError(`${address} answered ${status}, but no JSON. ${NOT_THE_APP}`, true);
  }
}

function headersOf({ key, token }: Credentials): Record<string, string> {
  return { ...(key && { 'x-functions-key': key }), ...(token && { authorization: `Bearer ${token}` }) };
}

/** What fetch says of a header that cannot be sent holds the header. */
function withoutSecrets(words: string, { key, token }: Credentials): string {
  return [key, token].reduce<string>((text, secret) => (secret ? text.replaceAll(secret, '(secret)') : text), words);
}

/** A host that starts has no functions yet: it answers 404, or its front end in its place. */
function mayPass(status: number): boolean {
  return status === 404 || status === 408 || status === 429 || status >= 500;
}

/** A body can break off, too. */
async function send(address: string, headers: Record<string, string>, { method = 'GET', body }: Asked) {
  const sent = body && { body: JSON.stringify(body) };
  const response = await fetch(address, { method, headers, ...sent, signal: AbortSignal.timeout(LIMIT_MS) });
  return { status: response.status, isOk: response.ok, text: await response.text() };
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

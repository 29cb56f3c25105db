import { printable } from './printable';

/** An app that did not answer as it should, in words for the operator. */
export class CannotAskError extends Error {}

/** The checks of a route have twenty seconds each, and run at once. */
const LIMIT_MS = 60_000;
const NOT_THE_APP = 'Is it the app? Name it with --url, or FERRY_URL.';

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
export async function askApi<T>(url: string, path: string, key: string | undefined, asked: Asked = {}): Promise<T> {
  const address = `${url.replace(/\/+$/, '')}/api${path}`;
  const headers = key === undefined ? {} : { 'x-functions-key': key };
  const { status, isOk, text } = await send(address, headers, asked).catch((error: unknown) => {
    const { message, cause } = error as Error;
    const why = cause instanceof Error && cause.message !== '' ? cause.message : message;
    throw new CannotAskError(`${url} does not answer: ${why}. Name the app with --url, or FERRY_URL.`);
  });
  if (!isOk) throw new CannotAskError(`${address} answered ${status}. ${wordsOf(text, status)}`);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CannotAskError(`${address} answered ${status}, but no JSON. ${NOT_THE_APP}`);
  }
}

/** A body can break off, too. */
async function send(address: string, headers: Record<string, string>, { method = 'GET', body }: Asked) {
  const sent = body && { body: JSON.stringify(body) };
  const response = await fetch(address, { method, headers, ...sent, signal: AbortSignal.timeout(LIMIT_MS) });
  return { status: response.status, isOk: response.ok, text: await response.text() };
}

function wordsOf(text: string, status: number): string {
  if (status === 401) return 'Name a function key with --key, or FERRY_KEY.';
  try {
    const { detail, nextStep } = printable(JSON.parse(text) as { detail?: string; nextStep?: string });
    return [detail, nextStep].filter(Boolean).join(' ');
  } catch {
    return NOT_THE_APP;
  }
}

import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';

/** A service that accepts a request and has not begun to answer it after as long will not. */
const LONGEST_WAIT_MS = 60_000;

interface Cuttable {
  abortSignal?: unknown;
}

/**
 * Sends a request and waits no longer than the limit for the answer to begin, or until its caller cuts it off. (The clients'
 * own `timeout` leaves its timer behind when a request fails.)
 */
export async function sendWithin<Request extends Cuttable, Response>(
  request: Request,
  send: (request: Request) => Promise<Response>,
  limitMs = LONGEST_WAIT_MS,
): Promise<Response> {
  // The clients of identities cut requests off themselves, but never because of the time.
  const { abortSignal } = request as { abortSignal?: AbortSignal };
  const cut = new AbortController();
  let isLate = false;
  const cutOff = () => cut.abort();
  const timer = setTimeout(() => {
    isLate = true;
    cut.abort();
  }, limitMs);
  if (abortSignal?.aborted) cut.abort();
  abortSignal?.addEventListener('abort', cutOff);
  request.abortSignal = cut.signal;
  try {
    return await send(request);
  } catch (error) {
    if (!isLate) throw error;
    throw new Error(`no answer within ${limitMs / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
    abortSignal?.removeEventListener('abort', cutOff);
    // The same request may be sent again, with a token.
    if (abortSignal) request.abortSignal = abortSignal;
    else delete request.abortSignal;
  }
}

const inner = createDefaultHttpClient();

/** What the clients of Azure send their requests with: none waits for an answer without end. */
export const HTTP_CLIENT: HttpClient = {
  sendRequest: (request) => sendWithin(request, (limited) => inner.sendRequest(limited)),
};

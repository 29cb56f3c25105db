import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';

/** A service that accepts a request and has not begun to answer it after as long will not. */
const LONGEST_WAIT_MS = 60_000;

interface Cuttable {
  abortSignal?: unknown;
}

/**
 * Sends a request and waits no longer than the limit for the answer to begin. Requests that their caller cuts off, as those
 * that copy blocks, have a limit of their own. (The clients' own `timeout` leaves its timer behind when a request fails.)
 */
export async function sendWithin<Request extends Cuttable, Response>(
  request: Request,
  send: (request: Request) => Promise<Response>,
  limitMs = LONGEST_WAIT_MS,
): Promise<Response> {
  if (request.abortSignal) return send(request);
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), limitMs);
  request.abortSignal = cut.signal;
  try {
    return await send(request);
  } catch (error) {
    if (!cut.signal.aborted) throw error;
    throw new Error(`no answer within ${limitMs / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
    // The same request may be sent again, with a token.
    delete request.abortSignal;
  }
}

const inner = createDefaultHttpClient();

/** What the clients of Azure send their requests with: none waits for an answer without end. */
export const HTTP_CLIENT: HttpClient = {
  sendRequest: (request) => sendWithin(request, (limited) => inner.sendRequest(limited)),
};

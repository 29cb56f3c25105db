import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';

/** A service that accepts a request and has not begun to answer it after as long will not. */
export const LONGEST_WAIT_MS = 60_000;

const inner = createDefaultHttpClient();

/**
 * What all clients of Azure send their requests with: none waits for an answer without end. Requests that their caller
 * cuts off, as those that copy blocks, have a limit of their own.
 */
export const HTTP_CLIENT: HttpClient = {
  async sendRequest(request) {
    if (request.abortSignal) return inner.sendRequest(request);
    request.timeout ||= LONGEST_WAIT_MS;
    try {
      return await inner.sendRequest(request);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
      throw new Error(`no answer within ${request.timeout / 1000} s`, { cause: error });
    }
  },
};

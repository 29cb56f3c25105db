import type { HttpHandler } from '@azure/functions';
import { RequestError } from '../../domain/failures/errors';
import { redact } from '../../domain/redact';
import { REFUSALS, problemFor } from './problem';

/**
 * Wraps a handler so that everything it throws is answered with a problem document. What is not the caller's mistake is logged.
 *
 * @param apiUrlFor  where callers reach the API, by the URL of a request
 */
export function handled(handler: HttpHandler, apiUrlFor: (requestUrl: string) => string = () => ''): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (!(error instanceof RequestError) || REFUSALS[error.code].status >= 500)
        context.error(redact(describe(error)));
      return problemFor(error, context.invocationId, apiUrlFor(request.url));
    }
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause instanceof Error ? `${text}\ncaused by ${error.cause.message}` : text;
}

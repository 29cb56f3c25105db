import type { HttpHandler } from '@azure/functions';
import { FerryError } from '../../transfer/errors';
import { redact } from '../../transfer/redact';
import { problemFor } from './problem';

/** Wraps a handler so that everything it throws is answered with a problem document. */
export function handled(handler: HttpHandler): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (!(error instanceof FerryError)) {
        context.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
      }
      return problemFor(error, context.invocationId);
    }
  };
}

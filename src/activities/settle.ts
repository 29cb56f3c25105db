import { FerryError } from '../domain/failures/errors';
import { failureToText, type Settled } from '../domain/failures/failure';
import { redact } from '../domain/redact';

/**
 * Makes an activity's outcome fit for durable state: a permanent failure becomes a value, a transient one is thrown
 * for the extension to retry, as text that `failureFromThrown` can read. JavaScript's retry options cannot tell
 * errors apart.
 */
export function settle<I, O>(activity: (input: I) => Promise<O>): (input: I) => Promise<Settled<O>> {
  return async (input) => {
    try {
      return { ok: true, value: await activity(input) };
    } catch (error) {
      if (!(error instanceof FerryError)) throw redacted(error);
      // No cause: it could carry the service's request, with its token, into the log.
      // eslint-disable-next-line preserve-caught-error
      if (error.transient) throw new Error(failureToText(error.toFailure()));
      return { ok: false, failure: error.toFailure() };
    }
  };
}

function redacted(error: unknown): Error {
  const clean = new Error(redact(error instanceof Error ? error.message : String(error)));
  if (error instanceof Error && error.stack) clean.stack = redact(error.stack);
  return clean;
}

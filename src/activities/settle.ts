import { CANCELED, done, failed, type Canceled, type Done, type Failed } from '../domain/failures/ending';
import { FerryError } from '../domain/failures/errors';
import { failureToText } from '../domain/failures/failure';
import { redact } from '../domain/redact';

/** How an activity that answers `O` ends: only one that answers CANCELED can be canceled. */
export type Settled<O> = Done<Exclude<O, Canceled>> | Failed | Extract<O, Canceled>;

/**
 * Makes an activity's outcome fit for durable state: a permanent failure becomes a value, a transient one is thrown
 * for the extension to retry, as text that `failureFromThrown` can read. JavaScript's retry options cannot tell
 * errors apart.
 */
export function settle<I, O>(activity: (input: I) => Promise<O>): (input: I) => Promise<Settled<O>> {
  return async (input) => {
    try {
      const outcome = await activity(input);
      return outcome === CANCELED ? (outcome as Extract<O, Canceled>) : done(outcome as Exclude<O, Canceled>);
    } catch (error) {
      if (!(error instanceof FerryError)) throw redacted(error);
      // No cause: it could carry the service's request, with its token, into the log.
      // eslint-disable-next-line preserve-caught-error
      if (error.transient) throw new Error(failureToText(error.toFailure()));
      return failed(error.toFailure());
    }
  };
}

function redacted(error: unknown): Error {
  const clean = new Error(redact(error instanceof Error ? error.message : String(error)));
  if (error instanceof Error && error.stack) clean.stack = redact(error.stack);
  return clean;
}

import { FerryError } from '../domain/failures/errors';

/** Whether an error is reported for the one artifact that met it: not while it may pass, so that the whole activity is tried again. */
export function isLastWord(error: unknown, { acceptRefusals }: { acceptRefusals?: true }): error is FerryError {
  if (!(error instanceof FerryError) || error.transient) return false;
  return !error.mayPassSoon || acceptRefusals === true;
}

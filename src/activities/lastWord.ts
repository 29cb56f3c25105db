import { FerryError } from '../domain/failures/errors';

/** Whether what may not be read is reported, because it was waited for long enough. */
export interface Refusals {
  acceptRefusals?: true;
}

/** Whether an error is reported for the one artifact that met it: not while it may pass, so that the whole activity is tried again. */
export function isLastWord(error: unknown, { acceptRefusals }: Refusals): error is FerryError {
  if (!(error instanceof FerryError) || error.transient) return false;
  return !error.mayPassSoon || acceptRefusals === true;
}

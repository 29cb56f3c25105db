import { FerryError } from '../../domain/failures/errors';

/**
 * Does work that may end before its end: what was found is kept, and the rest left for a later call, where the service does
 * not go on now but may do so soon.
 *
 * @param hasFound  whether the work was of any use so far; else its error is thrown
 * @returns how long the service asks to be left alone
 */
export async function asFarAsPossible(
  work: () => Promise<void>,
  hasFound: () => boolean,
): Promise<{ retryAfterSeconds?: number }> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FerryError) || !(error.transient || error.mayPassSoon) || !hasFound()) throw error;
    if (error.retryAfterSeconds !== undefined) return { retryAfterSeconds: error.retryAfterSeconds };
  }
  return {};
}

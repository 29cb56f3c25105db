import { FerryError } from '../../domain/failures/errors';

/** Whether an error passes by itself: the next look may find none. */
export function isWeather(error: unknown): error is FerryError {
  return error instanceof FerryError && error.transient;
}

import { StateUnreadableError } from '../../domain/failures/errors';

/** Of what only spares work, a blob that is damaged counts as none: for the `catch` of a read. Every other error is thrown. */
export function nothingWhereDamaged(error: unknown): undefined {
  if (!(error instanceof StateUnreadableError)) throw error;
}

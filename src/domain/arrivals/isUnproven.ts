import { NotVerifiedError, SourceUnverifiedError } from '../failures/errors';
import { isCausedBy, type Failure } from '../failures/failure';

/** Whether what a blob held was imported, and all that is amiss is that nobody can tell whether it is what its source had. */
export function isUnproven(outcomes: readonly string[], failures: readonly Failure[]): boolean {
  const isOfProof = (failure: Failure): boolean =>
    isCausedBy(failure, SourceUnverifiedError) || isCausedBy(failure, NotVerifiedError);
  return failures.length > 0 && failures.every(isOfProof) && outcomes.every((outcome) => outcome === 'unverified');
}

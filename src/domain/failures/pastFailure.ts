import type { Failure } from './failure';

/** The failure of a run that the app followed by another one of the same blob, as a warning: its cause calls for nothing any more. */
export function pastFailure(failure: Failure): Failure {
  return { ...failure, nextStep: NEXT_STEP };
}

const NEXT_STEP = 'Nothing for this run: the app went on with another one, and what the report says of that counts.';

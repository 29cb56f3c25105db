import type { OrchestrationContext } from 'durable-functions';
import { CANCELED, done, type Canceled, type Done } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { isRefusal, runCauseOf } from '../domain/runCause';
import type { BatchInput } from './batchInput';
import { callActivity, endOfRefusal, isCanceled } from './call';
import { pauseUnless } from './pause';
import { secondsUntil, showProgress, type Steps } from './steps';

/** A pipeline run that failed. */
export interface FailedRun {
  kind: 'export' | 'import';
  /** A name for people. */
  runName: string;
  failure: Failure;
  /** ISO 8601; absent where an earlier version saw it fail. */
  failedSince: string | undefined;
}

/**
 * Waits until a role acts that was too new when a run was refused: Azure needs up to ten minutes until a new role acts, and the service
 * does not try again. No longer than `accessMinutes` after the first refusal.
 *
 * @param nextRun  name of the run that is made then
 * @param refusedSince  when the first of these runs failed; ISO 8601
 * @returns whether another run may do better
 */
export function* awaitNewRole(
  context: OrchestrationContext,
  input: BatchInput,
  { kind, runName, failure, failedSince }: FailedRun,
  nextRun: string,
  refusedSince = failedSince,
): Steps<Done<boolean> | Canceled> {
  const { transferId, batch, patience, life } = input;
  const cause = runCauseOf(
    failure.message,
    batch.artifacts.map(({ artifact }) => artifact),
  );
  if (failedSince === undefined || refusedSince === undefined || !isRefusal(cause)) return done(false);
  const limit = endOfRefusal(new Date(refusedSince), patience);
  const isTooLate = new Date(failedSince) >= limit;
  // What an earlier orchestration went on with is to be told of all the same.
  if (isTooLate && life === undefined) return done(false);
  const { where } = cause;
  const asked = { transferId, kind, refusedAt: failedSince, nextRun, ...(where !== undefined && { where }) };
  const looked = yield* callActivity(context, 'lookForNewRole', asked, input);
  if (looked.end === 'canceled') return looked;
  if (looked.end === 'failed') return done(false);
  const { actsBy, isMadeAgain } = looked.value;
  if (isMadeAgain) return done(true);
  if (actsBy === undefined || isTooLate) return done(false);
  const until = new Date(Math.min(Date.parse(actsBy), limit.getTime()));
  const pipeline = `the ${kind} pipeline`;
  const note = `waiting until ${until.toISOString()} for a new role of ${pipeline} to act: the run ${runName} was refused`;
  const progress = { phase: kind === 'export' ? 'exporting' : 'importing', percentage: 0 } as const;
  showProgress(context, { ...progress, note });
  const wasCanceled = yield* pauseUnless(context, secondsUntil(context, until), () => isCanceled(context, transferId));
  showProgress(context, progress);
  return wasCanceled ? CANCELED : done(true);
}

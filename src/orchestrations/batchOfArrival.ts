import type { OrchestrationContext } from 'durable-functions';
import { ArrivedBlobGoneError } from '../domain/failures/errors';
import { CANCELED, done, failed, type Ending } from '../domain/failures/ending';
import { isCausedBy, type Failure } from '../domain/failures/failure';
import { manifestNameFor } from '../domain/names';
import { createBatch, type Batch, type Plan } from '../domain/plan';
import { callActivity, isCanceled } from './call';
import { pauseUnless } from './pause';
import { isWithRegistry, type WatchedArrival } from './registryRun';
import { addSeconds, secondsUntil, showProgress, type Steps } from './steps';

/** A blob whose manifest is waited for. */
interface Awaiting extends WatchedArrival {
  manifestWaitMinutes: number;
}

/**
 * What the blob holds, by its manifest; nothing where none came in time. It is kept: whoever goes on with this after the host has lost
 * it does not change its mind, and starts no second run.
 *
 * @param warnings  what is to be known of the blob, and is kept with it
 */
export function* batchOfArrival(
  context: OrchestrationContext,
  input: Awaiting,
  warnings: Failure[],
): Steps<Ending<{ batch: Batch; warnings: Failure[] }>> {
  const manifest = yield* awaitManifest(context, input);
  if (manifest.end !== 'done') return manifest;
  const batches = [manifest.value ?? createBatch([])];
  const plan = { batches, unplanned: [], ...(warnings.length > 0 && { warnings }) };
  const kept = yield* callActivity(context, 'keepPlan', { transferId: input.transferId, plan }, input);
  return kept.end === 'done' ? done(plannedIn(kept.value)) : kept;
}

/** What was kept of an arrival. */
export function plannedIn({ batches, warnings = [] }: Plan): { batch: Batch; warnings: Failure[] } {
  return { batch: batches[0] as Batch, warnings };
}

const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 300;

/** Waits for the manifest from when the blob arrived; a manifest that is wrong may be replaced until then. */
function* awaitManifest(context: OrchestrationContext, input: Awaiting): Steps<Ending<Batch | undefined>> {
  const { transferId, blobName, startedAt, manifestWaitMinutes } = input;
  const deadline = addSeconds(new Date(startedAt), manifestWaitMinutes * 60);
  showProgress(context, { phase: 'planning', percentage: 0 });
  let gone: { mayBeGone?: true } = {};
  for (let wait = FIRST_WAIT_SECONDS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_SECONDS)) {
    const lookedAt = context.df.currentUtcDateTime;
    const looked = yield* callActivity(context, 'lookAtArrival', { transferId, ...gone }, input);
    const isGone = looked.end === 'failed' && isCausedBy(looked.failure, ArrivedBlobGoneError);
    if (isGone && (yield* isWithRegistry(context, input))) {
      gone = { mayBeGone: true };
      continue;
    }
    if (looked.end !== 'done') return looked;
    const { batch, mistake } = looked.value;
    if (batch) return done(batch);
    // A look that began before the deadline may be old by now: the host may have been down.
    if (lookedAt >= deadline) return mistake ? failed(mistake) : done(undefined);
    const note = `waiting until ${deadline.toISOString()} for the manifest ${manifestNameFor(blobName)}`;
    showProgress(context, { phase: 'planning', percentage: 0, note });
    const canceled = () => isCanceled(context, transferId);
    const left = Math.max(1, secondsUntil(context, deadline));
    if (yield* pauseUnless(context, Math.min(wait, left), canceled)) return CANCELED;
  }
}

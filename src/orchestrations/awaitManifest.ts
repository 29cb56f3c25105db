import type { OrchestrationContext } from 'durable-functions';
import type { LengthAlone } from '../activities/arrivals/lookAtArrival';
import { CANCELED, done, failed, type Ending } from '../domain/failures/ending';
import {
  ArrivedBlobGoneError,
  ArrivedBlobReplacedError,
  ArrivedBlobUnreadError,
  TransferRecordGoneError,
} from '../domain/failures/errors';
import { isCausedBy, type Failure } from '../domain/failures/failure';
import { manifestNameFor } from '../domain/names';
import type { Batch } from '../domain/plan';
import { callActivity, isCanceled, type Patient } from './call';
import { digestBlob } from './digestBlob';
import { pauseUnless } from './pause';
import { isWithRegistry, type WatchedArrival } from './registryRun';
import { addSeconds, secondsUntil, showProgress, type Steps } from './steps';

/** A blob whose manifest is waited for. */
export interface Awaiting extends WatchedArrival {
  manifestWaitMinutes: number;
}

/** What a blob holds, by its manifest; no batch where none came in time. */
export interface Manifested {
  batch?: Batch;
  /** That nothing but its length speaks for the manifest. */
  warnings: Failure[];
}

const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 300;

/**
 * Waits for the manifest from when the blob arrived; a manifest that is wrong may be replaced until then. A length proves nothing: where
 * the blob has no Content-MD5, it is computed before a manifest is believed.
 */
export function* awaitManifest(context: OrchestrationContext, input: Awaiting): Steps<Ending<Manifested>> {
  const { transferId, blobName, startedAt, manifestWaitMinutes } = input;
  const deadline = addSeconds(new Date(startedAt), manifestWaitMinutes * 60);
  let gone: { mayBeGone?: true } = {};
  let unread: string | undefined;
  showProgress(context, { phase: 'planning', percentage: 0 });
  for (let wait = FIRST_WAIT_SECONDS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_SECONDS)) {
    const lookedAt = context.df.currentUtcDateTime;
    const looked = yield* callActivity(context, 'lookAtArrival', { transferId, ...gone }, input);
    const isGone = looked.end === 'failed' && isCausedBy(looked.failure, ArrivedBlobGoneError);
    if (isGone && (yield* isWithRegistry(context, input))) {
      gone = { mayBeGone: true };
      continue;
    }
    if (looked.end !== 'done') return looked;
    const { batch, mistake, lengthAlone } = looked.value;
    if (batch && lengthAlone && unread === undefined) {
      const digested = yield* digestAndKeep(context, input, lengthAlone);
      if (digested.end !== 'done') return digested;
      unread = digested.value.unread;
      showProgress(context, { phase: 'planning', percentage: 0 });
      continue;
    }
    if (batch) return done({ batch, warnings: warningsOf(lengthAlone, unread) });
    // A look that began before the deadline may be old by now: the host may have been down.
    if (lookedAt >= deadline) return mistake ? failed(mistake) : done({ warnings: [] });
    const note = `waiting until ${deadline.toISOString()} for the manifest ${manifestNameFor(blobName)}`;
    showProgress(context, { phase: 'planning', percentage: 0, note });
    const canceled = () => isCanceled(context, transferId);
    const left = Math.max(1, secondsUntil(context, deadline));
    if (yield* pauseUnless(context, Math.min(wait, left), canceled)) return CANCELED;
  }
}

/** @returns why the blob could not be read, in whole sentences; nothing where the Content-MD5 is kept, and the next look compares it */
function* digestAndKeep(
  context: OrchestrationContext,
  input: Patient,
  version: LengthAlone,
): Steps<Ending<{ unread?: string }>> {
  const digested = yield* digestBlob(context, input, version);
  if (digested.end === 'canceled') return CANCELED;
  if (digested.end === 'failed') return orUnread(digested.failure);
  const { contentMd5 } = digested.value;
  if (contentMd5 === undefined) return done({ unread: 'It was written to while it was read.' });
  const kept = yield* callActivity(context, 'keepDigest', { transferId: input.transferId, contentMd5 }, input);
  if (kept.end === 'failed') return orUnread(kept.failure);
  return kept.end === 'done' ? done({}) : CANCELED;
}

/** What is gone may be with the registry: the next look tells. */
function orUnread(failure: Failure): Ending<{ unread: string }> {
  const endsImport = [ArrivedBlobReplacedError, TransferRecordGoneError].some((cause) => isCausedBy(failure, cause));
  if (endsImport) return failed(failure);
  const isGone = isCausedBy(failure, ArrivedBlobGoneError);
  return done({ unread: isGone ? 'It is not there any more.' : failure.message });
}

function warningsOf(version: LengthAlone | undefined, unread: string | undefined): Failure[] {
  return version && unread !== undefined ? [new ArrivedBlobUnreadError(version.blob, unread).toFailure()] : [];
}

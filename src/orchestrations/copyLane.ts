import type { OrchestrationContext } from 'durable-functions';
import { bytesOf, rangesOfLane, type CopyPlan } from '../domain/copy/copyPlan';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { CANCELED, done, failed, type Ending } from '../domain/failures/ending';
import { ServiceUnavailableError } from '../domain/failures/errors';
import type { Failure } from '../domain/failures/failure';
import type { PatienceSettings } from '../domain/patience';
import { callActivity, isCanceled, timeOf } from './call';
import { pauseUnless } from './pause';
import { addSeconds, secondsBetween, showProgress, type Steps } from './steps';

/** The input of the orchestration `copyLane`. */
export interface CopyLaneInput {
  transferId: string;
  blob: ExportedBlob;
  plan: CopyPlan;
  lane: number;
  mayFallBack: boolean;
  patience: PatienceSettings;
}

/** What a lane did; `refused` says why the target's storage could not read the source. */
export interface CopiedLane {
  refused?: Failure;
}

/** Copies one lane's share of a blob, a range an activity, one after the other. */
export function* copyLane(context: OrchestrationContext, input: CopyLaneInput): Steps<Ending<CopiedLane>> {
  const { lane, patience, ...copy } = input;
  let bytes = 0;
  for (const range of rangesOfLane(copy.plan, lane)) {
    let complete = false;
    let copiedBytes = 0;
    let lastProgress = context.df.currentUtcDateTime;
    while (!complete) {
      const copied = yield* callActivity(context, 'copyBlocks', { ...copy, range }, input);
      if (copied.end !== 'done') return copied;
      const { refused, retryAfterSeconds } = copied.value;
      if (refused) return done({ refused });
      complete = copied.value.complete;
      copiedBytes += copied.value.copied * copy.plan.blockSize;
      if (!complete) showProgress(context, { bytes: bytes + copiedBytes });
      if (copied.value.copied > 0) lastProgress = context.df.currentUtcDateTime;
      const deadline = addSeconds(lastProgress, patience.stepMinutes * 60);
      if (complete || !retryAfterSeconds) continue;
      // To ask earlier than the service asks for would not help it.
      if (secondsBetween(timeOf(context, copied.value), deadline) <= retryAfterSeconds) {
        return failed(leftAloneTooLong(copy.blob.name, patience, retryAfterSeconds));
      }
      if (yield* pauseUnless(context, retryAfterSeconds, () => isCanceled(context, copy.transferId))) return CANCELED;
    }
    bytes += bytesOf(copy.plan, range);
    showProgress(context, { bytes });
  }
  return done({});
}

function leftAloneTooLong(blobName: string, { stepMinutes }: PatienceSettings, retryAfterSeconds: number): Failure {
  const words = `it asks to be left alone for ${retryAfterSeconds} s, and this step waits ${stepMinutes} minutes for a block.`;
  return new ServiceUnavailableError(`copy ${blobName} to the target's storage`, { words }).toFailure();
}

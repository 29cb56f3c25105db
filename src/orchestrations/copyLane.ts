import type { OrchestrationContext } from 'durable-functions';
import { bytesOf, rangesOfLane, type CopyPlan } from '../domain/copy/copyPlan';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { done, failed, type Ending } from '../domain/failures/ending';
import { ServiceUnavailableError } from '../domain/failures/errors';
import type { Failure } from '../domain/failures/failure';
import { callActivity } from './call';
import { addSeconds, showProgress, type Steps } from './steps';

/** The input of the orchestration `copyLane`. */
export interface CopyLaneInput {
  transferId: string;
  route: string;
  blob: ExportedBlob;
  plan: CopyPlan;
  lane: number;
  mayFallBack: boolean;
}

/** What a lane did; `refused` says why the target's storage could not read the source. */
export interface CopiedLane {
  refused?: Failure;
}

/** Whatever a service asks for: the cancel flag must be checked again after a while. */
const LONGEST_WAIT_SECONDS = 600;
/** After so many calls in a row without a copied block the lane fails. */
const MOST_FRUITLESS_CALLS = 20;

/** Copies one lane's share of a blob, a range an activity, one after the other. */
export function* copyLane(context: OrchestrationContext, { lane, ...copy }: CopyLaneInput): Steps<Ending<CopiedLane>> {
  let bytes = 0;
  for (const range of rangesOfLane(copy.plan, lane)) {
    let complete = false;
    let fruitless = 0;
    while (!complete) {
      const copied = yield* callActivity(context, 'copyBlocks', { ...copy, range });
      if (copied.end !== 'done') return copied;
      const { refused, retryAfterSeconds } = copied.value;
      if (refused) return done({ refused });
      complete = copied.value.complete;
      fruitless = copied.value.copied > 0 ? 0 : fruitless + 1;
      if (fruitless === MOST_FRUITLESS_CALLS) return failed(toldToWaitTooOften(copy.blob.name));
      if (retryAfterSeconds) {
        const wait = Math.min(retryAfterSeconds, LONGEST_WAIT_SECONDS);
        yield context.df.createTimer(addSeconds(context.df.currentUtcDateTime, wait));
      }
    }
    bytes += bytesOf(copy.plan, range);
    showProgress(context, { bytes });
  }
  return done({});
}

function toldToWaitTooOften(blobName: string): Failure {
  const words = `it accepted no block in ${MOST_FRUITLESS_CALLS} calls in a row.`;
  return new ServiceUnavailableError(`copy ${blobName} to the target's storage`, { words }).toFailure();
}

import type { OrchestrationContext, Task } from 'durable-functions';
import { bytesOf, rangesOfLane, type CopyPlan } from '../domain/copy/copyPlan';
import { ServiceUnavailableError } from '../domain/failures/errors';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import type { Failure } from '../domain/failures/failure';
import type { LaneProgress } from '../domain/progress';
import { callActivity } from './callActivity';
import { CANCELED, type StepEnd } from './step';

/** The input of the orchestration `copyLane`. */
export interface CopyLaneInput {
  transferId: string;
  route: string;
  blob: ExportedBlob;
  plan: CopyPlan;
  lane: number;
  mayFallBack: boolean;
}

/** How a lane ended; `refused` says why the target's storage could not read the source. */
export type LaneEnd = StepEnd<{ refused?: Failure }>;

/** Whatever a service asks for: the cancel flag is looked at again after a while. */
const LONGEST_WAIT_SECONDS = 600;
/** A service may ask for patience, but not for ever. */
const FRUITLESS_ROUNDS = 20;

/** Copies one lane's share of a blob, a range an activity, one after the other. */
export function* copyLane(context: OrchestrationContext): Generator<Task, LaneEnd, never> {
  const { lane, ...copy } = context.df.getInput<CopyLaneInput>();
  let bytes = 0;
  for (const range of rangesOfLane(copy.plan, lane)) {
    let complete = false;
    let fruitless = 0;
    while (!complete) {
      const copied = yield* callActivity(context, 'copyBlocks', { ...copy, range });
      if (!copied.ok) return copied;
      if (copied.value.cancelRequested) return CANCELED;
      if (copied.value.refused) return { ok: true, value: { refused: copied.value.refused } };
      complete = copied.value.complete;
      const { retryAfterSeconds } = copied.value;
      fruitless = copied.value.copied > 0 ? 0 : fruitless + 1;
      if (fruitless === FRUITLESS_ROUNDS) return { ok: false, failure: leftAloneTooLong(copy.blob.name) };
      if (retryAfterSeconds) yield context.df.createTimer(secondsFromNow(context, retryAfterSeconds));
    }
    bytes += bytesOf(copy.plan, range);
    context.df.setCustomStatus({ bytes } satisfies LaneProgress);
  }
  return { ok: true, value: {} };
}

function leftAloneTooLong(blobName: string): Failure {
  const words = `it asked for patience ${FRUITLESS_ROUNDS} times in a row`;
  return new ServiceUnavailableError(`copy ${blobName} to the target's storage`, { words }).toFailure();
}

function secondsFromNow(context: OrchestrationContext, seconds: number): Date {
  return new Date(context.df.currentUtcDateTime.getTime() + Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000);
}

import type { OrchestrationContext, Task } from 'durable-functions';
import type { Ending } from '../domain/failures/ending';
import type { RebuildCounts } from '../domain/ledger/rebuild';
import type {
  BatchLaneProgress,
  BatchProgress,
  CleanupProgress,
  LaneProgress,
  RunProgress,
  TransferProgress,
} from '../domain/progress';

/** Code of an orchestration. What a yield gives back depends on the task that was yielded. */
export type Steps<T> = Generator<Task, T, never>;

/** One step of the chain: how it ended, and what it found until then. */
export type Step<Value, Found extends object = object> = Steps<{ ending: Ending<Value> } & Found>;

/** Sets the progress that the status of an orchestration shows. */
export function showProgress(
  context: OrchestrationContext,
  progress:
    TransferProgress | BatchLaneProgress | BatchProgress | RunProgress | LaneProgress | RebuildCounts | CleanupProgress,
): void {
  context.df.setCustomStatus(progress);
}

/** Negative when the time has passed. */
export function secondsUntil(context: OrchestrationContext, time: Date): number {
  return secondsBetween(context.df.currentUtcDateTime, time);
}

/** What was tried before its time was up, and comes to be known after it, is tried once more: soon. */
const ONCE_MORE_SECONDS = 1;

/** Seconds until a time; where it has passed, until the last try. */
export function timeLeft(context: OrchestrationContext, until: Date): number {
  const left = secondsUntil(context, until);
  return left > 0 ? left : ONCE_MORE_SECONDS;
}

/** A time that an activity has told, ISO 8601; now, where none is told, or where the clock of its machine is ahead. */
export function notLaterThanNow(context: OrchestrationContext, told: string | undefined): Date {
  const now = context.df.currentUtcDateTime;
  const time = told === undefined ? now : new Date(told);
  return time < now ? time : now;
}

/** Negative when the other one is earlier. */
export function secondsBetween(one: Date, other: Date): number {
  return (other.getTime() - one.getTime()) / 1000;
}

export function addSeconds(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

import type { OrchestrationContext, Task } from 'durable-functions';
import type { Settled } from '../domain/failures/failure';
import type { Progress } from '../domain/progress';

/** One step of the chain: it is done, failed for good, or was stopped by the cancel flag. */
export type StepEnd<T> = Settled<T> | { ok: false; canceled: true };

/** A step as orchestrations write it. What a yield gives back depends on the task that was yielded. */
export type Step<T> = Generator<Task, StepEnd<T>, never>;

export const CANCELED = { ok: false, canceled: true } as const;

/** Shows where a transfer is, for everybody who asks for its status. */
export function showProgress(context: OrchestrationContext, progress: Progress): void {
  context.df.setCustomStatus(progress);
}

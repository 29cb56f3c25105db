import { RetryOptions, type OrchestrationContext } from 'durable-functions';
import type { Activities } from '../activities/activities';
import { failed, type Ending } from '../domain/failures/ending';
import { failureFromThrown } from '../domain/failures/failure';
import type { Steps } from './steps';

type Name = keyof Activities;
type Input<N extends Name> = Parameters<Activities[N]>[0];
type Outcome<N extends Name> = Awaited<ReturnType<Activities[N]>>;

const FIRST_RETRY_MILLISECONDS = 2_000;
const ATTEMPTS = 5;
const BACKOFF = 3;

/**
 * Calls an activity by its name. Transient failures are retried for about a minute and a half; whatever is left comes
 * back as a value, so that one failing step never ends the orchestration.
 */
export function* callActivity<N extends Name>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
): Steps<Outcome<N>> {
  const retry = new RetryOptions(FIRST_RETRY_MILLISECONDS, ATTEMPTS);
  retry.backoffCoefficient = BACKOFF;
  try {
    return yield context.df.callActivityWithRetry(name, retry, input);
  } catch (thrown) {
    return { ...failed(failureFromThrown(thrown)), uncertain: true } as Outcome<N>;
  }
}

/** An orchestration that others start, registered under the name of its function. */
export type SubOrchestration<I, T> = (context: OrchestrationContext, input: I) => Steps<Ending<T>>;

/**
 * Runs an orchestration once for each call, all at the same time, and waits for all of them. They are in one Task.all only:
 * a task in a second one would be scheduled again (durable-functions-js#574).
 *
 * @returns how each ended, in the order of the calls; when one of them threw, which none does on purpose, that failure
 * for all
 */
export function* callOrchestrations<I, T>(
  context: OrchestrationContext,
  orchestration: SubOrchestration<I, T>,
  calls: readonly { id: string; input: I }[],
): Steps<Ending<T>[]> {
  if (calls.length === 0) return [];
  const tasks = calls.map(({ id, input }) => context.df.callSubOrchestrator(orchestration.name, input, id));
  try {
    return yield context.df.Task.all(tasks);
  } catch (thrown) {
    return calls.map(() => failed(failureFromThrown(thrown)));
  }
}

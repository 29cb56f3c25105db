import { RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import type { Activities } from '../activities/activities';
import { failureFromThrown, type Settled } from '../domain/failures/failure';

type Name = keyof Activities;
type Input<N extends Name> = Parameters<Activities[N]>[0];
type Output<N extends Name> = Extract<Awaited<ReturnType<Activities[N]>>, { ok: true }>['value'];

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
): Generator<Task, Settled<Output<N>>, never> {
  const retry = new RetryOptions(FIRST_RETRY_MILLISECONDS, ATTEMPTS);
  retry.backoffCoefficient = BACKOFF;
  try {
    return yield context.df.callActivityWithRetry(name, retry, input);
  } catch (thrown) {
    return { ok: false, failure: failureFromThrown(thrown), uncertain: true };
  }
}

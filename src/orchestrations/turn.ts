import type { OrchestrationContext } from 'durable-functions';
import { done, type Canceled, type Done, type Failed } from '../domain/failures/ending';
import { askAgainSeconds } from '../domain/slots/askAgainSeconds';
import { callActivity, callRegardless, type Patient } from './call';
import { pauseUntilWoken } from './pause';
import { secondsUntil, showProgress, type Steps } from './steps';

/** What does not go through in as long is found by those who wait: the transfer has its report. */
const RELEASE_MINUTES = 10;

/** A transfer of a route that takes one at a time. */
interface TurnTaker extends Patient {
  route: string;
  /** Present where there was an earlier orchestration of the transfer. */
  life?: string;
}

/** Waits until it is a transfer's turn on its route: an event says when to ask again, but it may get lost. */
export function* awaitTurn(
  context: OrchestrationContext,
  input: TurnTaker,
): Steps<Done<undefined> | Failed | Canceled> {
  const { transferId, route } = input;
  const asked = { transferId, route, mayHaveBegun: input.life !== undefined };
  const begun = context.df.currentUtcDateTime;
  const waiting = { phase: 'planning', percentage: 0, isQueued: true } as const;
  showProgress(context, waiting);
  for (;;) {
    const answer = yield* callActivity(context, 'acquireTurn', asked, input);
    if (answer.end !== 'done') return answer;
    const { acquired, running = 'that is next' } = answer.value;
    if (acquired) return done(undefined);
    showProgress(context, { ...waiting, note: `waiting for the transfer ${running} of the same route` });
    yield* pauseUntilWoken(context, transferId, askAgainSeconds(-secondsUntil(context, begun)));
  }
}

/** Gives a transfer's turn on. */
export function* giveTurnOn(context: OrchestrationContext, input: TurnTaker): Steps<void> {
  const { transferId, route } = input;
  const patience = { ...input.patience, stepMinutes: RELEASE_MINUTES };
  yield* callRegardless(context, 'releaseTurn', { transferId, route }, { patience });
}

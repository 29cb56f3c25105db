import { CANCELED, done, failed, type Canceled, type Done, type Failed } from '../domain/failures/ending';
import { FerryError, ServiceUnavailableError } from '../domain/failures/errors';
import { internalError } from '../domain/failures/failure';
import { redact } from '../domain/redact';
import type { Clock } from '../domain/ports/machine';

/** How an activity that answers `O` ends: only one that answers CANCELED can be canceled. */
export type Settled<O> = Done<Exclude<O, Canceled>> | Failed | Extract<O, Canceled>;

/** What the host gives one invocation of an activity, as far as the app uses it: its log, and a durable client where it has one. */
export interface Invocation {
  info(text: string): void;
  error(text: string): void;
}

/** A Consumption app is killed at five minutes; an activity that still waits for an answer then says so well before. */
const LONGEST_MS = 170_000;

/**
 * Makes an activity's outcome fit for durable state: it always answers a value, also when it failed, is worth another
 * try, met a defect of the app, or hangs. What is thrown through the durable extension loses its class and code, and
 * JavaScript's retry options cannot tell errors apart.
 */
export function settle<I, O>(
  clock: Clock,
  name: string,
  activity: (input: I, invocation?: Invocation) => Promise<O>,
): (input: I, invocation?: Invocation) => Promise<Settled<O>> {
  return async (input, invocation) => {
    const ended = new AbortController();
    try {
      const outcome = await Promise.race([activity(input, invocation), tooLong(clock, name, ended.signal)]);
      return isCanceled(outcome) ? (outcome as Extract<O, Canceled>) : done(outcome as Exclude<O, Canceled>);
    } catch (error) {
      if (!(error instanceof FerryError)) {
        invocation?.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error)));
        return failed(internalError(error));
      }
      const { transient, mayPassSoon, retryAfterSeconds, uncertain } = error;
      const end = { ...failed(error.toFailure()), ...(uncertain && { uncertain }) };
      if (!transient && !mayPassSoon) return end;
      return {
        ...end,
        ...(transient ? { transient } : { mayPassSoon: true }),
        triedAt: new Date(clock.now()).toISOString(),
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      };
    } finally {
      ended.abort();
    }
  };
}

function isCanceled(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'end' in outcome && outcome.end === CANCELED.end;
}

async function tooLong(clock: Clock, name: string, ended: AbortSignal): Promise<never> {
  await clock.wait(LONGEST_MS, ended);
  const words = `a service accepted the request and has not answered for ${LONGEST_MS / 1000} s.`;
  throw new ServiceUnavailableError(`finish the activity ${name}`, { words });
}

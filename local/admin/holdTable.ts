import { stepMatches } from './faultRule';

/** Steps that wait until they are released, so that a test can act while something is half done. */
export class HoldTable {
  readonly #held = new Map<string, Set<() => void>>();

  /** `step` is a step name or a prefix ending in `*`. Holding twice is holding once. */
  hold(step: string): void {
    if (!this.#held.has(step)) this.#held.set(step, new Set());
  }

  /** How many wait at a hold; undefined when there is no such hold. */
  waiting(step: string): number | undefined {
    return this.#held.get(step)?.size;
  }

  list(): { step: string; waiting: number }[] {
    return [...this.#held].map(([step, waiters]) => ({ step, waiting: waiters.size }));
  }

  /** Ends a hold and lets go all that wait at it; answers how many, or undefined when there was no such hold. */
  release(step: string): number | undefined {
    const waiters = this.#held.get(step);
    if (!waiters) return undefined;
    this.#held.delete(step);
    const count = waiters.size;
    for (const proceed of waiters) proceed();
    return count;
  }

  /** Resolves at once unless the step is held; then when it is released, or `signal` aborts. */
  async pass(step: string, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const hold = [...this.#held].find(([pattern]) => stepMatches(pattern, step));
      if (!hold || signal?.aborted) return;
      await wait(hold[1], signal);
    }
  }
}

function wait(waiters: Set<() => void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const proceed = (): void => {
      waiters.delete(proceed);
      signal?.removeEventListener('abort', proceed);
      resolve();
    };
    waiters.add(proceed);
    signal?.addEventListener('abort', proceed, { once: true });
  });
}

import type { Clock } from '../../domain/ports/machine';

/** Waits between two looks, as long as one request to the app may take. */
export interface Patience {
  /** Waits as long as a service asks for, or some seconds; false, without a wait, where that would be too long. */
  wait(retryAfterSeconds?: number): Promise<boolean>;
}

const SECONDS_BETWEEN_LOOKS = 2;

/** @param budgetMs  how long all waits together, and what happens between them, may take */
export function createPatience({ now, wait }: Clock, budgetMs: number): Patience {
  const begin = now();
  let waited = 0;
  return {
    async wait(retryAfterSeconds = SECONDS_BETWEEN_LOOKS) {
      const milliseconds = retryAfterSeconds * 1000;
      if (Math.max(waited, now() - begin) + milliseconds > budgetMs) return false;
      waited += milliseconds;
      await wait(milliseconds, new AbortController().signal);
      return true;
    },
  };
}

import type { Clock } from '../../../src/domain/ports/machine';

/** A clock whose time jumps to the next one who waits, once nobody has anything else to do. */
export function createVirtualClock() {
  let time = 0;
  let waiting: { until: number; go: () => void }[] = [];
  const clock: Clock = {
    now: () => time,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const go = (): void => {
          waiting = waiting.filter((other) => other !== waiter);
          signal.removeEventListener('abort', go);
          resolve();
        };
        const waiter = { until: time + milliseconds, go };
        waiting.push(waiter);
        if (signal.aborted) go();
        else signal.addEventListener('abort', go);
      }),
  };
  return {
    clock,
    /** Resolves as `work` does; time passes meanwhile. */
    async run<T>(work: Promise<T>): Promise<T> {
      let ended = false;
      const end = (): void => {
        ended = true;
      };
      work.then(end, end);
      for (;;) {
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        if (ended) return work;
        const next = waiting.toSorted((one, other) => one.until - other.until)[0];
        if (!next) throw new Error('Nobody waits, and the work has not ended.');
        time = Math.max(time, next.until);
        next.go();
      }
    },
  };
}

/** Counts what is under way, and tells when nothing is. */
export class WorkTracker {
  private running = 0;
  private waiters: (() => void)[] = [];

  constructor(
    private readonly onIdle: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Runs something in the background; its errors go to the log. */
  start(run: () => Promise<void>): void {
    this.running++;
    void run()
      .catch(this.onError)
      .finally(() => {
        this.running--;
        if (this.running === 0) setImmediate(() => this.settle());
      });
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  private settle(): void {
    if (this.running > 0) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const waiter of waiters) waiter();
    this.onIdle();
  }
}

/** Lets at most `limit` run at a time, the others wait in their order. */
export function createLimiter(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

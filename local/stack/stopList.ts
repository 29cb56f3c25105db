/** What has been started so far, so that all of it can be stopped. */
export interface StopList {
  /** Waits for a part to start and remembers how to stop it. */
  keep<T extends Stoppable>(starting: Promise<T>): Promise<T>;
  /** Stops every part, the last one first; all are tried, then the first error is thrown. */
  stopAll(): Promise<void>;
}

export type Stoppable = { stop(): Promise<void> } | { close(): Promise<void> } | { release(): Promise<void> };

export function createStopList(): StopList {
  const parts: Stoppable[] = [];
  let stopping: Promise<void> | undefined;
  return {
    async keep(starting) {
      const part = await starting;
      parts.push(part);
      return part;
    },
    stopAll: () => (stopping ??= stopInTurn(parts)),
  };
}

async function stopInTurn(parts: Stoppable[]): Promise<void> {
  const errors: unknown[] = [];
  for (let part = parts.pop(); part; part = parts.pop()) await stop(part).catch((error) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

function stop(part: Stoppable): Promise<void> {
  if ('stop' in part) return part.stop();
  return 'close' in part ? part.close() : part.release();
}

/** Like Promise.all, but waits for every part before it throws the first error: nothing starts behind the caller's back. */
export async function allOrFirstError<T extends readonly unknown[]>(
  parts: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const settled = await Promise.allSettled(parts);
  for (const part of settled) if (part.status === 'rejected') throw part.reason;
  return settled.map((part) => (part as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/** What has been started so far, so that all of it can be stopped. */
export interface StopList {
  /** Waits for a part to start and remembers how to stop it. */
  keep<T extends Stoppable>(starting: Promise<T>): Promise<T>;
  /** Stops every part, the last one first; all are tried, then the first error is thrown. */
  stopAll(): Promise<void>;
}

export type Stoppable = { stop(): Promise<void> } | { close(): Promise<void> } | { release(): Promise<void> };

export function createStopList(): StopList {
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  return {
    async keep(starting) {
      const part = await starting;
      stops.push(() => stop(part));
      return part;
    },
    stopAll: () => (stopping ??= stopInTurn(stops)),
  };
}

/** Empties the list from its end, calling one after the other; all are tried, then the first error is thrown. */
export async function stopInTurn(stops: (() => Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (let next = stops.pop(); next; next = stops.pop()) await next().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

function stop(part: Stoppable): Promise<void> {
  if ('stop' in part) return part.stop();
  return 'close' in part ? part.close() : part.release();
}

/** Like Promise.all, but waits for every part before it throws the first error: nothing is still starting then. */
export async function allOrFirstError<T extends readonly unknown[]>(
  parts: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const settled = await Promise.allSettled(parts);
  for (const part of settled) if (part.status === 'rejected') throw part.reason;
  return settled.map((part) => (part as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

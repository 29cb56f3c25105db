import { stopInTurn } from '../stack/stopList';

type Stop = () => Promise<void>;

/** Thrown out of a command when the user, or the process that started it, wants it to end. */
export class Interrupted extends Error {}

/** How to stop everything that a command has started, and whether it is to end. */
export interface Shutdown {
  /** Remembers how to stop something that has been started. */
  add(stop: Stop): void;
  /** Stops all of it, the last one first; every part is tried even when one fails. Calling it again waits too. */
  stopAll(): Promise<void>;
  /** Waits for `work`, but rejects with Interrupted as soon as somebody wants to end. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Rejects with Interrupted when somebody wants to end, or with the error that `fail` was given. */
  readonly wanted: Promise<never>;
  /** Ends the command with this error, because a part that it needs has ended. */
  fail(error: Error): void;
}

/** Listens to Ctrl-C and SIGTERM: the first asks the command to end, another one ends the process at once. */
export function listenForShutdown(onSignal: (signal: NodeJS.Signals) => void): Shutdown {
  const stops: Stop[] = [];
  let rejectWanted: (error: Error) => void = () => undefined;
  const wanted = new Promise<never>((_, reject) => (rejectWanted = reject));
  // Nobody may be waiting when it comes.
  wanted.catch(() => undefined);
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130);
      asked = true;
      onSignal(signal);
      rejectWanted(new Interrupted(`Ended by ${signal}.`));
    });
  }
  let stopping: Promise<void> | undefined;
  return {
    add: (stop) => void stops.push(stop),
    stopAll: () => (stopping ??= stopInTurn(stops)),
    race: (work) => Promise.race([wanted, work]),
    wanted,
    fail: rejectWanted,
  };
}

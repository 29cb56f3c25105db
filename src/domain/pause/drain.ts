import type { PauseWord } from './pauseWord';

/** Before an upgrade: nothing starts, whoever asks for it, and what runs comes to its end. */
export interface Drain {
  begun: PauseWord;
  /** Absent while it lasts. */
  ended?: PauseWord;
}

/** Where the latest drain is kept: with the pauses, so that whoever asks whether to start something reads both at once. */
export interface Drainable {
  /** Absent where there never was one. */
  drain?: Drain;
}

/** The drain that lasts. */
export function drainOf({ drain }: Drainable): Drain | undefined {
  return drain && drain.ended === undefined ? drain : undefined;
}

/** Begins a drain. One that lasts already stays as it is: who began it, and when. */
export function beginDrain<D extends Drainable>(before: D, begun: PauseWord): D {
  return drainOf(before) ? before : { ...before, drain: { begun } };
}

/** Ends a drain. One that has ended, or never was, stays as it is. */
export function endDrain<D extends Drainable>(before: D, ended: PauseWord): D {
  const drain = drainOf(before);
  return drain ? { ...before, drain: { ...drain, ended } } : before;
}

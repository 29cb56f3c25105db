import { drainOf, type Drainable } from './drain';
import type { PauseWord } from './pauseWord';

/** The latest pause of a route, or of all of them. */
export interface Pause {
  /** Absent where all routes are meant. */
  route?: string;
  paused: PauseWord;
  /** Absent while it lasts. */
  resumed?: PauseWord;
}

/** The latest pause of each that was ever paused, and the latest drain. */
export interface Pauses extends Drainable {
  pauses: Pause[];
}

export const NO_PAUSES: Pauses = { pauses: [] };

/** The latest pause of a route, or, without one, that of all routes. */
export function pauseOf({ pauses }: Pauses, route: string | undefined): Pause | undefined {
  return pauses.find((pause) => pause.route === route);
}

/** Whether nothing of a route is to start by itself: it is paused, or all are, or the app is drained. */
export function isPaused(pauses: Pauses, route: string): boolean {
  return drainOf(pauses) !== undefined || pausesFor(pauses, route).some(isOn);
}

/** When the latest pause of a route, or of all, or the latest drain ended: milliseconds since 1970; undefined where none has. */
export function resumedAt(pauses: Pauses, route: string): number | undefined {
  const words = [...pausesFor(pauses, route).map(({ resumed }) => resumed), pauses.drain?.ended];
  const ends = words.flatMap((word) => (word ? [Date.parse(word.at)] : []));
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Begins a pause. One that lasts already stays as it is: who began it, and when. */
export function pause(pauses: Pauses, route: string | undefined, paused: PauseWord): Pauses {
  const latest = pauseOf(pauses, route);
  if (latest && isOn(latest)) return pauses;
  return put(pauses, { ...(route !== undefined && { route }), paused });
}

/** Ends a pause. One that has ended, or never was, stays as it is. */
export function resume(pauses: Pauses, route: string | undefined, resumed: PauseWord): Pauses {
  const latest = pauseOf(pauses, route);
  return latest && isOn(latest) ? put(pauses, { ...latest, resumed }) : pauses;
}

function pausesFor(pauses: Pauses, route: string): Pause[] {
  return [pauseOf(pauses, undefined), pauseOf(pauses, route)].filter((found) => found !== undefined);
}

/** Whether a pause lasts. */
export function isOn({ resumed }: Pause): boolean {
  return resumed === undefined;
}

function put(before: Pauses, changed: Pause): Pauses {
  return { ...before, pauses: [...before.pauses.filter(({ route }) => route !== changed.route), changed] };
}

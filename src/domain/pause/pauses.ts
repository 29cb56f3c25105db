import type { Caller } from '../report/report';

/** Who did it, when and why. */
export interface PauseWord {
  /** ISO 8601, UTC. */
  at: string;
  by: Caller;
  reason?: string;
}

/** The latest pause of a route, or of all of them. */
export interface Pause {
  /** Absent where all routes are meant. */
  route?: string;
  paused: PauseWord;
  /** Absent while it lasts. */
  resumed?: PauseWord;
}

/** The latest pause of each that was ever paused. */
export interface Pauses {
  pauses: Pause[];
}

export const NO_PAUSES: Pauses = { pauses: [] };

/** The latest pause of a route, or, without one, that of all routes. */
export function pauseOf({ pauses }: Pauses, route: string | undefined): Pause | undefined {
  return pauses.find((pause) => pause.route === route);
}

/** Whether nothing of a route is to start by itself. */
export function isPaused(pauses: Pauses, route: string): boolean {
  return pausesFor(pauses, route).some(isOn);
}

/** When the latest pause of a route, or of all, ended: milliseconds since 1970; undefined where none has. */
export function resumedAt(pauses: Pauses, route: string): number | undefined {
  const ends = pausesFor(pauses, route).flatMap(({ resumed }) => (resumed ? [Date.parse(resumed.at)] : []));
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

function put({ pauses }: Pauses, changed: Pause): Pauses {
  return { pauses: [...pauses.filter(({ route }) => route !== changed.route), changed] };
}

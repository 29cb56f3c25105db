/** Images that somebody pushes to the source registry, on a route that asks for them. */
export interface Pusher {
  quietSeconds: number;
  maxWaitSeconds: number;
  /** Of the route. */
  whenBusy?: 'queue' | 'refuse';
  pushes: PushOfDay[];
}

export interface PushOfDay {
  /** `repository:tag`. */
  artifact: string;
  atSecond: number;
  eventAfterSeconds: number;
}

/** What goes wrong with events of pushes; `push` is its place in the list. */
export type PusherFault =
  | { kind: 'pushUnheard'; push: number }
  /** The event is delivered once more, so long after the push. */
  | { kind: 'pushHeardAgain'; push: number; seconds: number }
  /** Somebody forges an event, or subscribes to too much. */
  | { kind: 'strayPush'; of: 'registry' | 'repository'; atSecond: number };

/** Below that path the route takes what is pushed. */
export const PUSHED = 'pushed/';

import { formatArtifact } from '../artifact';

/** An artifact that somebody pushed to a source registry. */
export interface Push {
  repository: string;
  /** Absent where it was pushed by its digest alone. */
  tag?: string;
  digest: string;
}

/** A push that waits for its transfer. Times are the app's own, ISO 8601, UTC. */
export interface NotedPush extends Push {
  /** When the first of these pushes was heard of, and the last. */
  firstAt: string;
  lastAt: string;
  /** Tells it from every other note of the same artifact. */
  version: string;
}

/** Pushes that a transfer takes: written down before it is started. */
export interface PushClaim {
  /** Of the transfer. */
  transfer: string;
  /** ISO 8601, UTC. */
  at: string;
  pushes: NotedPush[];
}

/** A deletion in a source registry: what was delivered stays in the target. */
export interface NotedDeletion {
  /** `repository:tag` or `repository@digest`. */
  artifact: string;
  /** ISO 8601, UTC. */
  at: string;
}

/** When pushes start a transfer by themselves. */
export interface PushSettings {
  /** Seconds without another push of the route. */
  readonly quietSeconds: number;
  /** Seconds after the first one, however many others come. */
  readonly maxWaitSeconds: number;
}

/** What a push names: a tag, or a digest that has none. A tag that is pushed again is the same one. */
export function nameOfPush({ repository, tag, digest }: Push): string {
  return formatArtifact(tag === undefined ? { repository, digest } : { repository, tag });
}

/** Orders pushes: what has waited longest comes first. */
export function byFirstPush(one: NotedPush, other: NotedPush): number {
  return one.firstAt < other.firstAt ? -1 : 1;
}

/** When a transfer of the pushes is due: milliseconds since 1970. @param pushes  at least one */
export function pushesDueAt(
  pushes: readonly Pick<NotedPush, 'firstAt' | 'lastAt'>[],
  { quietSeconds, maxWaitSeconds }: PushSettings,
): number {
  const last = Math.max(...pushes.map(({ lastAt }) => Date.parse(lastAt)));
  const first = Math.min(...pushes.map(({ firstAt }) => Date.parse(firstAt)));
  return Math.min(last + quietSeconds * 1000, first + maxWaitSeconds * 1000);
}

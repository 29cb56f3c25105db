import type { NotedDeletion, NotedPush, Push, PushClaim } from '../pushes/push';

/** What was pushed to the source of a route and waits for a transfer, in the app's own store: shared by all hosts, it outlives them. */
export interface Pushes {
  /**
   * Notes a push; of the same tag, or digest, there is one note.
   *
   * @param at  ISO 8601, UTC
   */
  note(route: string, push: Push, at: string): Promise<void>;
  /** All that wait, those of a claim included. */
  noted(route: string): Promise<NotedPush[]>;
  /** Forgets notes; one that was written again since stays. */
  forget(route: string, pushes: readonly NotedPush[]): Promise<void>;
  /** What the next transfer takes; undefined where none is about to be started. */
  readClaim(route: string): Promise<{ claim: PushClaim; version: string } | undefined>;
  /**
   * Writes a claim in place of the one that was read, or removes it where it is undefined.
   *
   * @param version  undefined where there was none
   * @returns false, and nothing is written, when somebody else has written since
   */
  writeClaim(route: string, claim: PushClaim | undefined, version: string | undefined): Promise<boolean>;
  /** Notes deletions, the latest last. */
  noteDeletions(route: string, deletions: readonly NotedDeletion[]): Promise<void>;
  /** The latest hundred, the latest first. */
  deletions(route: string): Promise<NotedDeletion[]>;
}

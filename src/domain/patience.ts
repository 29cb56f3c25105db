import { createHash } from 'node:crypto';

/** How long the app waits for what can recover. */
export interface PatienceSettings {
  /** Minutes that one step is tried again while a service is out of reach, or asks to come back later. */
  readonly stepMinutes: number;
  /**
   * Minutes that a refusal is waited out, because a new role, secret or resource is not known everywhere at once; none in
   * the state of a transfer that an earlier version began.
   */
  readonly accessMinutes?: number;
  /** Seconds over which looks for an artifact in the target are spread before it counts as missing: replicas lag. */
  readonly verificationSeconds: number;
}

const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 600;

/**
 * Seconds to wait before the next try: twice as long each time, up to ten minutes, of which chance takes off at most
 * half; never less than the service asks for.
 *
 * @param tries   how often it was tried, from 1
 * @param chance  at least 0, below 1
 */
export function backoffSeconds(tries: number, chance: number, retryAfterSeconds = 0): number {
  const longest = Math.min(FIRST_WAIT_SECONDS * 2 ** Math.min(tries - 1, 20), LONGEST_WAIT_SECONDS);
  return Math.ceil(Math.max(longest * (1 - chance / 2), retryAfterSeconds));
}

/** A number from 0 up to 1 that follows from texts alone: the chance of an orchestration, which must replay. */
export function chanceFrom(...parts: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

import { randomUUID } from 'node:crypto';
import type { Platform } from '../../local/platform';

/** The time and chance of this machine: for tests that talk to real clients, which read the real clock. */
export const realPlatform: Platform = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => randomUUID(),
};

/**
 * Time that stands still, and chance that is always the same: ids count up from
 * `00000000-0000-0000-0000-000000000001`.
 *
 * @param now milliseconds since 1970.
 */
export function fixedPlatform(now: number): Platform {
  let ids = 0;
  return {
    now: () => now,
    random: () => 0.5,
    newId: () => `00000000-0000-0000-0000-${String(++ids).padStart(12, '0')}`,
  };
}

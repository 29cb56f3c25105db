import type { z } from 'zod';
import { number, strictObject, wholeNumber } from '../../src/domain/validation/fields';
import { parseBody } from '../admin/adminInputError';

/** How events travel. */
export interface EventSettings {
  /** Further copies of each event; a fraction is the chance of one more. */
  duplicate: number;
  /** Milliseconds that every event waits before it is sent the first time. */
  delayMs: number;
  /** Each event waits up to so many milliseconds more, by chance: they come out of order. */
  shuffleMs: number;
  /** The chance, 0 to 1, that an event is lost: never sent, and in no list of dead letters. */
  drop: number;
  /** What the waits of Event Grid's retry schedule are multiplied by. */
  retryFactor: number;
  /** Seconds that an endpoint has for its answer. */
  responseSeconds: number;
}

export const DEFAULT_EVENT_SETTINGS: EventSettings = {
  duplicate: 0,
  delayMs: 0,
  shuffleMs: 0,
  drop: 0,
  retryFactor: 0.1,
  responseSeconds: 30,
};

const HOUR_MS = 3_600_000;

const patchSchema = strictObject({
  duplicate: number(0, 100).exactOptional(),
  delayMs: wholeNumber(0, HOUR_MS).exactOptional(),
  shuffleMs: wholeNumber(0, HOUR_MS).exactOptional(),
  drop: number(0, 1).exactOptional(),
  retryFactor: number(0, 1).exactOptional(),
  responseSeconds: number(0.1, 300).exactOptional(),
} satisfies Record<keyof EventSettings, z.ZodType>);

/**
 * Merges a partial document into settings.
 *
 * @throws AdminInputError listing every key that is unknown and every value that cannot be used.
 */
export function mergeEventSettings(current: EventSettings, patch: unknown): EventSettings {
  return { ...current, ...parseBody(patchSchema, patch) };
}

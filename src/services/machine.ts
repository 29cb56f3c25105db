import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance, Clock } from '../domain/ports/machine';

/** The time and the chance of the machine that the app runs on: only the composition root uses them. */
export const MACHINE: Clock & Chance = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  random: () => Math.random(),
  newId: () => randomUUID(),
};

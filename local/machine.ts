import { randomUUID } from 'node:crypto';
import type { Platform } from './platform';

/** The real machine. Only the roots of processes (`cli/`, the host's and Azurite's own entry points) import it. */
export const MACHINE: Platform = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => randomUUID(),
};

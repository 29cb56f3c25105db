import { parseArgs } from 'node:util';
import type { Day } from '../day/day';
import { drawDayOf } from '../day/exportOnly';
import { without } from '../day/shrink';

/** What the simulation is asked to do. */
export interface SimOptions {
  /** One day alone. */
  day?: Day;
  from: number;
  seeds: number;
  workers: number;
  /** Seconds after which no further day is begun. */
  timeLimit?: number;
  /** Whether no route has a target. */
  exportOnly: boolean;
  /** Whether a failing day is cut down. */
  shrinks: boolean;
}

export const USAGE = `npm run sim -- [--seeds N] [--from N | --fresh] [--workers N] [--time-limit SECONDS] [--no-shrink] [--export-only]
npm run sim -- --seed N [--without 2,5] [--export-only]
npm run sim -- --day JSON`;

const DEFAULT_SEEDS = 1_000;

/**
 * @param random  at least 0, below 1: where a fresh start comes from
 * @throws Error that says what is wrong with the arguments
 */
export function readOptions(args: string[], { cores, random }: { cores: number; random: () => number }): SimOptions {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      fresh: { type: 'boolean' },
      workers: { type: 'string' },
      'time-limit': { type: 'string' },
      seed: { type: 'string' },
      without: { type: 'string' },
      day: { type: 'string' },
      'no-shrink': { type: 'boolean' },
      'export-only': { type: 'boolean' },
    },
  });
  const fresh = values.fresh ? 1 + Math.floor(random() * 1_000_000_000) : undefined;
  const from = fresh ?? wholeNumber('from', values.from) ?? 1;
  const timeLimit = wholeNumber('time-limit', values['time-limit']);
  const seed = wholeNumber('seed', values.seed);
  const places = new Set(values.without?.split(',').map((place) => wholeNumber('without', place) ?? 0));
  const exportOnly = values['export-only'] === true;
  const drawn = seed === undefined ? undefined : without(drawDayOf(seed, { exportOnly }), places);
  const day = values.day === undefined ? drawn : (JSON.parse(values.day) as Day);
  return {
    from,
    seeds: wholeNumber('seeds', values.seeds) ?? DEFAULT_SEEDS,
    workers: wholeNumber('workers', values.workers) ?? cores,
    exportOnly,
    shrinks: !values['no-shrink'],
    ...(timeLimit !== undefined && { timeLimit }),
    ...(day && { day }),
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number, not "${text}".`);
}

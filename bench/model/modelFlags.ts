import { PUBLISHED, type ModelSettings } from './modelSettings';

/** What one run of the model's bench is asked for. */
export interface ModelRun {
  settings: ModelSettings;
  /** Seconds of the clock for one second of the model. */
  scale: number;
  /** Bytes of the blob. */
  size: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const GBIT = 1e9 / 8;

/** Flags with a number, by their name: what one unit of each is, and the default. */
const NUMBERS = {
  gib: { unit: GIB, value: 50 * GIB },
  scale: { unit: 1, value: 4 },
  'ingress-gbps': { unit: GBIT, value: PUBLISHED.ingressBytesPerSecond },
  'egress-gbps': { unit: GBIT, value: PUBLISHED.egressBytesPerSecond },
  'requests-per-second': { unit: 1, value: PUBLISHED.requestsPerSecond },
  'stream-mibps': { unit: MIB, value: PUBLISHED.streamBytesPerSecond },
  'latency-ms': { unit: 1 / 1000, value: PUBLISHED.latencySeconds },
  'burst-seconds': { unit: 1, value: PUBLISHED.burstSeconds },
  'retry-after-seconds': { unit: 1, value: PUBLISHED.retryAfterSeconds },
} as const;

type NumberFlag = keyof typeof NUMBERS;

/** For `parseArgs`. */
export const MODEL_OPTIONS = Object.fromEntries(
  Object.keys(NUMBERS).map((name) => [name, { type: 'string' }]),
) as Record<NumberFlag, { type: 'string' }>;

/** @throws Error naming a flag that is no positive number */
export function readModelFlags(values: Partial<Record<NumberFlag, string | undefined>>): ModelRun {
  const read = (name: NumberFlag): number => {
    const text = values[name];
    const { unit, value } = NUMBERS[name];
    if (text === undefined) return value;
    const number = Number(text);
    if (!(number > 0)) throw new Error(`--${name} is "${text}"; expected a number above 0.`);
    return number * unit;
  };
  return {
    size: Math.round(read('gib')),
    scale: read('scale'),
    settings: {
      ingressBytesPerSecond: read('ingress-gbps'),
      egressBytesPerSecond: read('egress-gbps'),
      requestsPerSecond: read('requests-per-second'),
      streamBytesPerSecond: read('stream-mibps'),
      latencySeconds: read('latency-ms'),
      burstSeconds: read('burst-seconds'),
      retryAfterSeconds: read('retry-after-seconds'),
    },
  };
}

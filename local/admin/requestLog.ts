import type { Platform } from '../platform';

/** One request that a part of the stack answered. Holds no header and no query, so that no secret enters the log. */
export interface RequestRecord {
  plane: 'arm' | 'registry' | 'storage' | 'vault' | 'identity' | 'login';
  /** `arm.pipelineRuns.put`, `storage.PutBlockFromURL`, … */
  step: string;
  method: string;
  /** Path without query. */
  path: string;
  /** Answered status; 0 when the connection was cut. */
  status: number;
  /** Registry by name. */
  registry?: string;
  account?: string;
  container?: string;
  blob?: string;
  comp?: string;
  blockId?: string;
  correlationId?: string;
  /** Object id of the caller. */
  principalId?: string;
}

export interface RequestFilter {
  plane?: string;
  step?: string;
  registry?: string;
  method?: string;
  /** Substring of the path. */
  path?: string;
}

const LONGEST = 50_000;

/** What was asked of the stack since it started, or since the log was cleared; the newest 50,000. */
export class RequestLog {
  #entries: (RequestRecord & { time: string })[] = [];

  constructor(private readonly platform: Pick<Platform, 'now'>) {}

  add(entry: RequestRecord): void {
    if (this.#entries.length >= LONGEST) this.#entries.splice(0, LONGEST / 10);
    this.#entries.push({ time: new Date(this.platform.now()).toISOString(), ...entry });
  }

  /** Oldest first. */
  list(filter: RequestFilter = {}): (RequestRecord & { time: string })[] {
    return this.#entries.filter(
      (entry) =>
        (filter.plane === undefined || entry.plane === filter.plane) &&
        (filter.step === undefined || entry.step === filter.step) &&
        (filter.registry === undefined || entry.registry === filter.registry) &&
        (filter.method === undefined || entry.method === filter.method.toUpperCase()) &&
        (filter.path === undefined || entry.path.includes(filter.path)),
    );
  }

  clear(): void {
    this.#entries = [];
  }
}

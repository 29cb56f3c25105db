import { FerryError } from '../../../src/domain/failures/errors';
import type { AppProcess } from './appProcess';

/** A call that came sooner than the service had asked for. */
interface Hurry {
  call: string;
  at: number;
  notBefore: number;
}

/**
 * What only one step calls: where a service asked to come back later, no other step may ask in the meantime. Clean-up is
 * left out, which has ten minutes of its own.
 */
const ASKED_BY_ONE_STEP = new Set(['getRun', 'startExport', 'startImport', 'commit', 'putJson', 'stage', 'findDigest']);
/** The app waits no longer before it looks at a run again, so that a cancel is noticed. */
const LONGEST_WAIT_MS = 600_000;

/** Counts what the app asks of the outside world, and whether it waits as long as it is told to. */
export class CallLog {
  count = 0;
  readonly hurries: Hurry[] = [];
  private readonly askedToWait = new Map<string, { process: AppProcess; until: number }>();

  constructor(private readonly now: () => number) {}

  async made<T>(
    process: AppProcess,
    port: string,
    method: string,
    input: unknown[],
    action: () => Promise<T>,
  ): Promise<T> {
    this.count += 1;
    if (!ASKED_BY_ONE_STEP.has(method)) return action();
    const call = `${port}.${method} ${input.map(shortOf).join(' ')}`;
    const asked = this.askedToWait.get(call);
    // A process that began anew was told nothing.
    if (asked?.process === process && this.now() < asked.until) {
      this.hurries.push({ call, at: this.now(), notBefore: asked.until });
    }
    this.askedToWait.delete(call);
    try {
      return await action();
    } catch (error) {
      const seconds = error instanceof FerryError ? error.retryAfterSeconds : undefined;
      const until = this.now() + Math.min((seconds ?? 0) * 1000, LONGEST_WAIT_MS);
      if (seconds !== undefined) this.askedToWait.set(call, { process, until });
      throw error;
    }
  }
}

/** Enough of an argument to tell calls apart: an end by its registry, an artifact by its name. */
function shortOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  if ('registryName' in value) return String(value.registryName);
  return 'repository' in value ? JSON.stringify(value) : '';
}

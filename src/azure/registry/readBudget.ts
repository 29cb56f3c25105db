import { FerryError, ReadBudgetSpentError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { Clock } from '../../domain/ports/machine';
import type { RouteEnd } from '../../domain/route';

/** Lets reads of registries begin only as fast as a budget allows, and not while a registry asks to be left alone. */
export interface ReadBudget {
  /**
   * Does a read of the registry of that end when it may begin: at once, or after a wait.
   *
   * Errors: those of the read; ReadBudgetSpentError, or ServiceUnavailableError where the registry asks to be left alone,
   * both with `retryAfterSeconds`, when that would be later than an activity should wait.
   */
  read<T>(end: RouteEnd, read: () => Promise<T>): Promise<T>;
}

/** More do not make a plan faster, and whoever pulls images shares the registry. */
const READS_AT_ONCE = 8;
/** An activity ends after 170 s; a durable wait costs nothing. */
const LONGEST_WAIT_MS = 30_000;
/** A plan pauses now and then to keep what it read: what it may not read meanwhile, it may read afterwards. */
const SAVED_MS = 1_000;
/** Whoever reads gives up an answer sooner: a read that is lost must not keep its place for good. */
const LONGEST_READ_MS = 180_000;

/**
 * A budget of its own for each registry that this process reads. Reads begin evenly spread over the minute, but for those of
 * about a second that are saved up while nobody reads; no minute has more than `readsPerMinute`, and a process that begins
 * anew has nothing saved up.
 */
export function createReadBudget(readsPerMinute: number, clock: Clock): ReadBudget {
  const registries = new Map<string, RegistryReads>();
  return {
    read(end, read) {
      const key = end.registryId.toLowerCase();
      const reads = registries.get(key) ?? new RegistryReads(end.registryName, readsPerMinute, clock);
      registries.set(key, reads);
      return reads.read(read);
    },
  };
}

class RegistryReads {
  private readonly intervalMs: number;
  /** Up to when the reads that have begun use up the budget: the generic cell rate algorithm (ITU-T I.371). */
  private usedUntil: number;
  private leftAloneUntil = -Infinity;
  private underWay = 0;
  private readonly waiting: Place[] = [];

  constructor(
    private readonly registryName: string,
    private readonly readsPerMinute: number,
    private readonly clock: Clock,
  ) {
    this.intervalMs = (60_000 + SAVED_MS) / readsPerMinute;
    this.usedUntil = clock.now() + this.intervalMs + SAVED_MS;
  }

  async read<T>(read: () => Promise<T>): Promise<T> {
    const latest = this.clock.now() + LONGEST_WAIT_MS;
    await this.takePlace(latest);
    const leave = this.keepPlace();
    try {
      await this.takeTurn(latest);
      return await read().catch((error: unknown) => this.obey(error));
    } finally {
      leave();
    }
  }

  private async takePlace(latest: number): Promise<void> {
    if (this.underWay < READS_AT_ONCE) {
      this.underWay += 1;
      return;
    }
    const place = new Place();
    this.waiting.push(place);
    await this.clock.wait(latest - this.clock.now(), place.given);
    if (place.given.aborted) return;
    this.waiting.splice(this.waiting.indexOf(place), 1);
    throw this.spent(this.waiting.length * this.intervalMs);
  }

  /** Answers how to leave the place: to whoever waits longest. It is left anyway after the longest time for a read. */
  private keepPlace(): () => void {
    const left = new AbortController();
    void this.clock.wait(LONGEST_READ_MS, left.signal).then(() => {
      const next = this.waiting.shift();
      if (next) next.give();
      else this.underWay -= 1;
    });
    return () => left.abort();
  }

  private async takeTurn(latest: number): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      const at = Math.max(this.usedUntil - SAVED_MS, this.leftAloneUntil);
      if (at <= now) {
        this.usedUntil = Math.max(this.usedUntil, now) + this.intervalMs;
        return;
      }
      if (at > latest) throw at === this.leftAloneUntil ? this.leftAlone(at - now) : this.spent(at - now);
      await this.clock.wait(at - now, new AbortController().signal);
    }
  }

  /** What a registry asks of one read, it asks of all. */
  private obey(error: unknown): never {
    if (error instanceof FerryError && error.transient && error.retryAfterSeconds !== undefined) {
      const until = this.clock.now() + error.retryAfterSeconds * 1000;
      this.leftAloneUntil = Math.max(this.leftAloneUntil, until);
    }
    throw error;
  }

  private leftAlone(milliseconds: number): ServiceUnavailableError {
    const retryAfterSeconds = Math.ceil(milliseconds / 1000);
    const words = `it asked to be left alone, for ${retryAfterSeconds} s more.`;
    return new ServiceUnavailableError(`read the registry ${this.registryName}`, { words, retryAfterSeconds });
  }

  private spent(milliseconds: number): ReadBudgetSpentError {
    return new ReadBudgetSpentError(
      this.registryName,
      this.readsPerMinute,
      Math.max(1, Math.ceil(milliseconds / 1000)),
    );
  }
}

/** What a read waits for while as many as may be are under way. */
class Place {
  private readonly controller = new AbortController();
  readonly given = this.controller.signal;

  give(): void {
    this.controller.abort();
  }
}

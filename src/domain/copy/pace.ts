export interface PaceLimits {
  /** Most blocks in flight. */
  concurrency: number;
  /** No limit when absent. */
  bytesPerSecond?: number;
  /** Bytes of a block. */
  blockSize: number;
}

const FIRST_WAIT_MS = 500;
/** On a slow link, many bytes at once would all run out of time before one block is complete. */
const FIRST_BYTES_IN_FLIGHT = 256 * 1024 * 1024;
const LEAST_FIRST_IN_FLIGHT = 4;
/** Half would leave a fifth of an account's bandwidth unused until the number has grown again. */
const KEPT_AFTER_SLOWDOWN = 3 / 4;

/**
 * How fast blocks are copied: 256 MiB at once at first, but at least four blocks, and one more after each that
 * succeeds. When the service asks to slow down, its Retry-After is honoured and the number of blocks in flight becomes a quarter
 * less (once for all that were in flight together); it grows again by one after as many successes. All times are
 * milliseconds since 1970.
 */
export class Pace {
  private limit: number;
  private successes = 0;
  private slowdowns = 0;
  private retryAfter = 0;
  private reservedUntil = 0;

  constructor(private readonly limits: PaceLimits) {
    const first = Math.max(LEAST_FIRST_IN_FLIGHT, Math.floor(FIRST_BYTES_IN_FLIGHT / limits.blockSize));
    this.limit = Math.min(first, limits.concurrency);
  }

  /** Whether one more block may be in flight. */
  hasRoom(inFlight: number): boolean {
    return inFlight < this.limit;
  }

  /** When the service may be asked again. */
  get resumeAt(): number {
    return this.retryAfter;
  }

  /** When the next block may begin: not before the service may be asked again, nor before the reserved time is over. */
  get nextBeginAt(): number {
    return Math.max(this.reservedUntil, this.retryAfter);
  }

  /**
   * Reserves the time that `bytes` take at the bandwidth limit, before they are sent: so the limit holds from one activity
   * to the next. Unused time is not saved up.
   */
  reserve(bytes: number, now: number): void {
    const { bytesPerSecond } = this.limits;
    if (bytesPerSecond === undefined) return;
    this.reservedUntil = Math.max(this.reservedUntil, now) + (bytes / bytesPerSecond) * 1000;
  }

  /** Notes that a block begins. @returns what `slowDown` takes as `begun` for this block */
  begin(): number {
    return this.slowdowns;
  }

  /** Notes that a block was staged. */
  succeed(): void {
    this.successes += 1;
    if (this.limit === this.limits.concurrency || (this.slowdowns > 0 && this.successes < this.limit)) return;
    this.limit += 1;
    this.successes = 0;
  }

  /**
   * Notes that the service asked to slow down, or did not answer.
   *
   * @param begun  what `begin` returned for this block
   * @param tries  how often this block was tried
   * @param random  at least 0, below 1
   */
  slowDown(
    begun: number,
    { tries, retryAfterSeconds }: { tries: number; retryAfterSeconds?: number | undefined },
    now: number,
    random: number,
  ): void {
    if (begun === this.slowdowns) {
      this.slowdowns += 1;
      this.limit = Math.max(1, Math.floor(this.limit * KEPT_AFTER_SLOWDOWN));
      this.successes = 0;
    }
    const backoff = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + random / 2);
    const wait = retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000;
    this.retryAfter = Math.max(this.retryAfter, now + wait);
  }
}

export interface PaceLimits {
  /** Most blocks in flight. */
  concurrency: number;
  /** No limit when absent. */
  bytesPerSecond?: number;
}

const FIRST_WAIT_MS = 500;
/** On a slow link, many blocks at once would all be cut off before one is through. */
const FIRST_IN_FLIGHT = 4;

/**
 * How fast blocks are copied: four at once at first, one more after each that gets through. A service that asks for
 * patience gets it: its Retry-After is honoured, the number of blocks in flight is halved (once for all that were in
 * flight together), and grows again by one after as many successes. All times are milliseconds since 1970.
 */
export class Pace {
  private limit: number;
  private successes = 0;
  private slowdowns = 0;
  private leftAloneUntil = 0;
  private paidUntil = 0;

  constructor(private readonly limits: PaceLimits) {
    this.limit = Math.min(FIRST_IN_FLIGHT, limits.concurrency);
  }

  /** Whether one more block may be in flight. */
  hasRoom(inFlight: number): boolean {
    return inFlight < this.limit;
  }

  /** Until when the service wants to be left alone. */
  get resumeAt(): number {
    return this.leftAloneUntil;
  }

  /** When the next block may begin: after the service's patience and after what was paid for. */
  get nextBeginAt(): number {
    return Math.max(this.paidUntil, this.leftAloneUntil);
  }

  /** Pays for `bytes` before they are sent, so that the cap holds from one activity to the next; time that passed unused is lost. */
  pay(bytes: number, now: number): void {
    const { bytesPerSecond } = this.limits;
    if (bytesPerSecond === undefined) return;
    this.paidUntil = Math.max(this.paidUntil, now) + (bytes / bytesPerSecond) * 1000;
  }

  /** Notes that a block begins; what it answers belongs into `setBack`. */
  begin(): number {
    return this.slowdowns;
  }

  /** Notes that a block got through. */
  gotThrough(): void {
    this.successes += 1;
    if (this.limit === this.limits.concurrency || (this.slowdowns > 0 && this.successes < this.limit)) return;
    this.limit += 1;
    this.successes = 0;
  }

  /**
   * Notes that the service asked to slow down, or did not answer.
   *
   * @param begun  what `begin` answered for this block
   * @param tries  how often this block was tried
   * @param chance  at least 0, below 1
   */
  setBack(
    begun: number,
    { tries, retryAfterSeconds }: { tries: number; retryAfterSeconds?: number | undefined },
    now: number,
    chance: number,
  ): void {
    if (begun === this.slowdowns) {
      this.slowdowns += 1;
      this.limit = Math.max(1, Math.floor(this.limit / 2));
      this.successes = 0;
    }
    const backoff = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + chance / 2);
    const wait = retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000;
    this.leftAloneUntil = Math.max(this.leftAloneUntil, now + wait);
  }
}

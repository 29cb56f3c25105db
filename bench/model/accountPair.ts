import type { ModelSettings } from './modelSettings';
import { TokenBucket } from './tokenBucket';

/** Bytes of one Put Block From URL that are on their way. */
interface Stream {
  /** Bytes that each stream has moved when this one is done: all of them are equally fast. */
  doneAt: number;
  done: () => void;
}

/** Below this, nothing is saved up: floating-point remainders are no tokens. */
const NOTHING = 1e-3;

/**
 * A source and a target account between which bytes flow. Each stream has its own rate, until the account that is
 * used up first has nothing saved up: from then on all share that account's rate, and what is asked for anew is refused.
 * So no copy, whatever it does, moves more than the limit and what was saved up. All times are seconds of the model.
 */
export class AccountPair {
  private readonly ingress: TokenBucket;
  private readonly egress: TokenBucket;
  private readonly requests: TokenBucket;
  private readonly streams = new Set<Stream>();
  private moved = 0;
  private perStream = 0;
  private now: number;

  /** @param onFlow told of bytes that flowed evenly in a span of time */
  constructor(
    private readonly settings: ModelSettings,
    now: number,
    private readonly onFlow: (bytes: number, from: number, to: number) => void = () => undefined,
  ) {
    const { ingressBytesPerSecond, egressBytesPerSecond, requestsPerSecond, burstSeconds } = settings;
    this.ingress = new TokenBucket(ingressBytesPerSecond, burstSeconds, now);
    this.egress = new TokenBucket(egressBytesPerSecond, burstSeconds, now);
    this.requests = new TokenBucket(requestsPerSecond, burstSeconds, now);
    this.now = now;
  }

  /** Whether one more request is within the limit of requests. */
  admitRequest(now: number): boolean {
    this.advance(now);
    return this.requests.take(1);
  }

  /** Begins to move the bytes of a block; false where the bandwidth of an account is used up. */
  beginStream(bytes: number, now: number, done: () => void): boolean {
    this.advance(now);
    if (this.isUsedUp(this.ingress) || this.isUsedUp(this.egress)) return false;
    this.streams.add({ doneAt: this.moved + bytes, done });
    this.chooseRate();
    return true;
  }

  /** When something happens next if nothing new is asked for; infinite when nothing flows. */
  get nextAt(): number {
    return this.now + this.secondsToNext();
  }

  /** Lets the bytes flow until `now`; calls `done` of each stream that ends. */
  advance(now: number): void {
    while (this.now < now) {
      const to = Math.min(now, this.now + this.secondsToNext());
      const total = this.perStream * this.streams.size;
      if (total > 0) this.onFlow(total * (to - this.now), this.now, to);
      this.moved += this.perStream * (to - this.now);
      for (const bucket of [this.ingress, this.egress]) bucket.flow(total, to);
      this.requests.flow(0, to);
      this.now = to;
      this.endStreams();
      this.chooseRate();
    }
  }

  private isUsedUp({ level }: TokenBucket): boolean {
    return level <= NOTHING;
  }

  private endStreams(): void {
    for (const stream of this.streams) {
      if (stream.doneAt - this.moved > NOTHING) continue;
      this.streams.delete(stream);
      stream.done();
    }
  }

  private chooseRate(): void {
    const count = Math.max(1, this.streams.size);
    const shares = [this.ingress, this.egress].filter((bucket) => this.isUsedUp(bucket));
    this.perStream = Math.min(this.settings.streamBytesPerSecond, ...shares.map(({ perSecond }) => perSecond / count));
  }

  /** Until a stream ends or an account has nothing saved up. */
  private secondsToNext(): number {
    if (this.streams.size === 0) return Number.POSITIVE_INFINITY;
    const total = this.perStream * this.streams.size;
    let least = Number.POSITIVE_INFINITY;
    for (const { doneAt } of this.streams) least = Math.min(least, doneAt - this.moved);
    // A step below a nanosecond would be lost in the clock's own precision.
    const events = [this.ingress, this.egress]
      .filter((bucket) => !this.isUsedUp(bucket))
      .map((bucket) => bucket.secondsUntilEmpty(total));
    return Math.max(1e-9, Math.min(least / this.perStream, ...events));
  }
}

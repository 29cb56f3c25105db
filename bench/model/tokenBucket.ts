/** A limit per second that saves up what is not used, for `burstSeconds` at most. All times are seconds of the model. */
export class TokenBucket {
  private tokens: number;
  private at: number;

  constructor(
    readonly perSecond: number,
    burstSeconds: number,
    now: number,
  ) {
    this.capacity = perSecond * burstSeconds;
    this.tokens = this.capacity;
    this.at = now;
  }

  private readonly capacity: number;

  /** What is saved up, at the time of the last `flow`. */
  get level(): number {
    return this.tokens;
  }

  /** Until `now`, `perSecond` of tokens were taken each second. */
  flow(perSecond: number, now: number): void {
    const elapsed = Math.max(0, now - this.at);
    this.at = Math.max(this.at, now);
    this.tokens = Math.min(this.capacity, Math.max(0, this.tokens + (this.perSecond - perSecond) * elapsed));
  }

  /** Seconds until nothing is saved up, while `perSecond` are taken each second; infinite where that is never. */
  secondsUntilEmpty(perSecond: number): number {
    return perSecond > this.perSecond ? this.tokens / (perSecond - this.perSecond) : Number.POSITIVE_INFINITY;
  }

  /** Takes `count` tokens where so many are saved up. */
  take(count: number): boolean {
    if (this.tokens < count) return false;
    this.tokens -= count;
    return true;
  }
}

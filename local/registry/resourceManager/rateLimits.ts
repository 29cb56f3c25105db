import type { Platform } from '../../platform';

type Bucket = 'reads' | 'writes' | 'deletes';

const CAPACITY: Record<Bucket, number> = { reads: 250, writes: 200, deletes: 200 };
const REFILL_PER_SECOND = 10;

/** Resource Manager's token buckets of one subscription. Source: learn.microsoft.com, "throttling limits". */
export class RateLimits {
  readonly #level: Record<Bucket, number> = { ...CAPACITY };
  readonly #platform: Pick<Platform, 'now'>;
  #filledAt: number;

  constructor(platform: Pick<Platform, 'now'>) {
    this.#platform = platform;
    this.#filledAt = platform.now();
  }

  /** Takes a token for a request; answers the header that tells what is left, and whether there was one. */
  take(method: string): { allowed: boolean; headers: Record<string, string> } {
    this.#refill();
    const bucket = method === 'GET' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
    const allowed = this.#level[bucket] >= 1;
    if (allowed) this.#level[bucket] -= 1;
    const left = String(Math.floor(this.#level[bucket]));
    return { allowed, headers: { [`x-ms-ratelimit-remaining-subscription-${bucket}`]: left } };
  }

  #refill(): void {
    const now = this.#platform.now();
    const added = ((now - this.#filledAt) / 1000) * REFILL_PER_SECOND;
    this.#filledAt = now;
    for (const bucket of Object.keys(CAPACITY) as Bucket[]) {
      this.#level[bucket] = Math.min(CAPACITY[bucket], this.#level[bucket] + added);
    }
  }
}

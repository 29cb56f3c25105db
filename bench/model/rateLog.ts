/** Bytes that flowed in each second of a copy. */
export class RateLog {
  private readonly bytes: number[] = [];

  /** @param from,to seconds since the copy began, in which the bytes flowed evenly */
  add(bytes: number, from: number, to: number): void {
    const length = to - from;
    for (let second = Math.floor(from); second < to; second += 1) {
      const share = Math.min(to, second + 1) - Math.max(from, second);
      if (share > 0) this.bytes[second] = (this.bytes[second] ?? 0) + (length > 0 ? (bytes * share) / length : bytes);
    }
  }

  /** Each second from the first one on; seconds without a byte are 0. */
  get perSecond(): number[] {
    return Array.from(this.bytes, (bytes) => bytes ?? 0);
  }
}

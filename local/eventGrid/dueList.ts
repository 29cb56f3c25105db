/** Things that are due at some time, the soonest first; of those due at once, the one that came first. */
export class DueList<T extends { dueAt: number }> {
  #entries: T[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(entry: T): void {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.dueAt <= entry.dueAt) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, entry);
  }

  /** When the first is due; undefined when there is none. */
  next(): number | undefined {
    return this.#entries[0]?.dueAt;
  }

  /** Takes out those that are due, at most `most`. */
  take(now: number, most: number): T[] {
    let count = 0;
    while (count < most && (this.#entries[count]?.dueAt ?? Infinity) <= now) count += 1;
    return this.#entries.splice(0, count);
  }

  /** Takes out all. */
  clear(): T[] {
    return this.#entries.splice(0);
  }
}

/** Does `work` on every item, so many at once. What is in progress when one is rejected ends before that is thrown. */
export async function inGroups<T, R>(items: readonly T[], size: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let begin = 0; begin < items.length; begin += size) {
    const settled = await Promise.allSettled(items.slice(begin, begin + size).map(work));
    for (const outcome of settled) {
      if (outcome.status === 'rejected') throw outcome.reason;
      results.push(outcome.value);
    }
  }
  return results;
}

/** Items in their order, in groups: the first of a size, each next one of twice as many, up to the most. */
export async function* growingGroups<T>(
  items: AsyncIterable<T> | Iterable<T>,
  first: number,
  most = first,
): AsyncGenerator<T[]> {
  let size = first;
  let group: T[] = [];
  for await (const item of items) {
    if (group.push(item) < size) continue;
    yield group;
    group = [];
    size = Math.min(2 * size, most);
  }
  if (group.length > 0) yield group;
}

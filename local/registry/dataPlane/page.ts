import type { Call } from './call';
import { RegistryError } from './registryError';

/** What ACR lists when no size is asked for, and at most. */
const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 1000;

/** One page of a list, and the headers that lead to the next. */
export interface Page<T> {
  items: T[];
  headers: Record<string, string>;
}

/**
 * Cuts the page out of a list that the query asks for: `n` items after the one named `last`.
 *
 * The link to the next page is relative, and carries the query's other parameters.
 *
 * @param sortedByName whether `last` may name an item that is gone: the page then begins at the next name.
 * @throws RegistryError 400 when `n` is not a whole number from 0 on.
 */
export function cutPage<T>(
  { request, query }: Pick<Call, 'request' | 'query'>,
  items: T[],
  nameOf: (item: T) => string,
  sortedByName = true,
): Page<T> {
  const size = readSize(query.get('n'));
  const last = query.get('last') || undefined;
  let start = 0;
  if (last !== undefined) {
    start = items.findIndex((item) => (sortedByName ? nameOf(item) > last : nameOf(item) === last));
    if (start < 0) start = items.length;
    else if (!sortedByName) start += 1;
  }
  const page = items.slice(start, start + size);
  const end = page.at(-1);
  if (end === undefined || start + size >= items.length) return { items: page, headers: {} };
  const next = new URLSearchParams(query);
  next.set('last', nameOf(end));
  next.set('n', String(size));
  const path = (request.url ?? '').split('?')[0] ?? '';
  return { items: page, headers: { link: `<${path}?${next.toString()}>; rel="next"` } };
}

function readSize(text: string | null): number {
  if (text === null || text === '') return DEFAULT_SIZE;
  if (!/^\d{1,9}$/.test(text)) {
    throw new RegistryError(400, 'PAGINATION_NUMBER_INVALID', `n is "${text}"; expected a whole number.`, { n: text });
  }
  return Math.min(Number(text), LARGEST_SIZE);
}

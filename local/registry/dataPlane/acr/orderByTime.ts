import { compareNames } from '../../referenceGrammar';

/** Orders entries by their last update when `orderby` is `timeasc` or `timedesc`; otherwise leaves them as they are. */
export function orderByTime<T extends { lastUpdateTime: string }>(
  entries: T[],
  orderby: string | null,
): { items: T[]; sortedByName: boolean } {
  if (orderby !== 'timeasc' && orderby !== 'timedesc') return { items: entries, sortedByName: true };
  const sign = orderby === 'timeasc' ? 1 : -1;
  const items = [...entries].sort((a, b) => sign * compareNames(a.lastUpdateTime, b.lastUpdateTime));
  return { items, sortedByName: false };
}

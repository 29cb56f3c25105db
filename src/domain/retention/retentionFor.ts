import type { Cleanup } from './cleanup';
import type { TransferRecord } from '../transferRecord';
import { DEFAULT_RETENTION, FEWEST_DAYS_OF_STATE, daysOfTransfer, retentionOf, type Retention } from './retention';

type Asked = Pick<Cleanup, 'routes' | 'known'>;

/**
 * The retention of a transfer in a cleanup: that of its route; where there is no such route any more, the one that the route had at the
 * start of the transfer. Undefined where the cleanup is not asked to look at it.
 */
export function retentionFor(
  { routes, known }: Asked,
  { route, pinnedRoute }: Pick<TransferRecord, 'route' | 'pinnedRoute'>,
): Retention | undefined {
  const asked = routes.find(({ name }) => name === route);
  if (asked) return retentionOf(asked);
  return isGone(known, route) ? retentionOf(pinnedRoute) : undefined;
}

/** Whether a cleanup looks at the state of transfers of that route. */
export function concerns(asked: Asked, route: string): boolean {
  return asked.routes.some(({ name }) => name === route) || isGone(asked.known, route);
}

/** What is younger than as many days, no transfer that a cleanup looks at lets go. */
export function fewestDays({ routes, known }: Asked, of: 'transfers' | 'histories'): number {
  const days = routes.map(retentionOf).map((each) => (of === 'transfers' ? daysOfTransfer(each) : each.historyDays));
  // What a route that is gone says, each transfer of it tells. To ask all of their histories daily would be too much.
  const ofOthers = known && of === 'transfers' ? FEWEST_DAYS_OF_STATE : DEFAULT_RETENTION.historyDays;
  return Math.min(...days, ofOthers);
}

function isGone(known: readonly string[] | undefined, route: string): boolean {
  return known !== undefined && !known.includes(route);
}

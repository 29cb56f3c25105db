import { drainOf, type Drain } from '../../../domain/pause/drain';
import { APP_VERSION } from '../../../domain/version';
import type { Alive } from '../../drain/alive';
import type { DrainView } from '../schemas/drainView';

const MOST_SHOWN = 500;

/** What the API answers about a drain, and about what is alive. */
export function viewDrain(apiUrl: string, drain: Drain | undefined, alive: readonly Alive[]): DrainView {
  const draining = drain !== undefined && drainOf({ drain }) !== undefined;
  const shown = alive.slice(0, MOST_SHOWN);
  return {
    draining,
    drained: draining && alive.length === 0,
    ...drain,
    appVersion: APP_VERSION,
    alive: shown.map((one) => ({ ...one, statusUrl: `${apiUrl}${pathOf(one)}` })),
    ...(alive.length > shown.length && { more: alive.length - shown.length }),
  };
}

function pathOf({ kind, id, route = '' }: Alive): string {
  switch (kind) {
    case 'cleanup':
      return `/cleanups/${id}`;
    case 'rebuild':
      return `/routes/${encodeURIComponent(route)}/ledger/rebuild`;
    case 'canary':
      return `/routes/${encodeURIComponent(route)}/canary`;
    default:
      return `/transfers/${id}`;
  }
}

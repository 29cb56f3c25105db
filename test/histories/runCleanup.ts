import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { done, failed } from '../../src/domain/failures/ending';
import { partsOf } from '../../src/domain/retention/cleanup';
import { NONE_YET } from '../../src/domain/retention/newestRuns';
import { removeExpired, type RemoveExpiredInput } from '../../src/orchestrations/removeExpired';
import { route } from '../helpers/route';
import { runAlone } from './runAlone';

const ID = 'cleanup-20261129T020000000Z-00000001';
const INPUT: RemoveExpiredInput = { cleanupId: ID, dryRun: false, parts: partsOf([route()]) };
const REFUSED = { code: 'access_denied', message: 'm', nextStep: 'n' } as const;
const PAGES = 12;

/** Cleans up one route and the app's own state: lists of many pages, one end that refuses, and a page whose removal takes two calls. */
export async function runCleanup(wrap: (invoker: DurableInvoker) => DurableInvoker): Promise<void> {
  let calls = 0;
  let removals = 0;
  const activities = {
    findNewestRuns: () => done({ newest: NONE_YET, ...(calls++ === 0 && { next: 'page 2' }) }),
    decideRuns: () => done({ toRemove: 1, ...(calls++ < PAGES && { next: { page: `page ${calls}` } }) }),
    decideBlobs: ({ side }: { side: string }) => (side === 'source' ? failed(REFUSED) : done({ toRemove: 1 })),
    decideHistories: () => done({ toRemove: 1 }),
    decideTransfers: () => done({ toRemove: 1 }),
    removeDecided: () => done({ isDone: removals++ !== 1, removed: 1 }),
    removeState: () => done({ isDone: true, removed: 1 }),
    forgetCleanups: () => done({ forgotten: 0 }),
    endCleanup: () => done({ ended: true as const }),
  };
  await runAlone(removeExpired.name, { id: ID, input: INPUT, activities }, wrap);
}

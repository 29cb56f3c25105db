import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { done, failed } from '../../src/domain/failures/ending';
import { partsOf } from '../../src/domain/retention/cleanup';
import { NONE_YET } from '../../src/domain/retention/newestRuns';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import type { RemoveExpiredInput } from '../../src/orchestrations/removeExpired';
import { route } from '../helpers/route';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';

const ID = 'cleanup-20261129T020000000Z-00000001';
const INPUT: RemoveExpiredInput = { cleanupId: ID, dryRun: false, parts: partsOf([route()]) };
const REFUSED = { code: 'access_denied', message: 'm', nextStep: 'n' } as const;
const PAGES = 12;

/** Cleans up one route: lists of many pages, one end that refuses, and a page whose removal takes two calls. */
export async function runCleanup(wrap: (invoker: DurableInvoker) => DurableInvoker): Promise<void> {
  let calls = 0;
  const invoker = createInProcessInvoker({
    orchestrations: ORCHESTRATIONS,
    activities: {
      findNewestRuns: () => done({ newest: NONE_YET, ...(calls++ === 0 && { next: 'page 2' }) }),
      decideRuns: () => done({ toRemove: 1, ...(calls++ < PAGES && { next: { page: `page ${calls}` } }) }),
      decideBlobs: ({ side }: { side: string }) => (side === 'source' ? failed(REFUSED) : done({ toRemove: 1 })),
      removeDecided: () => done({ isDone: calls++ !== PAGES + 4, removed: 1 }),
      forgetCleanups: () => done({ forgotten: 0 }),
      endCleanup: () => done({ ended: true }),
    },
  });
  const hub = createTaskHub(createVirtualPlatform(), { folder: '', storage: 'memory', invoker: wrap(invoker) });
  await hub.open();
  await hub.start('removeExpired', { instanceId: ID, input: JSON.stringify(INPUT) });
  await hub.completion(ID);
  await hub.close();
}

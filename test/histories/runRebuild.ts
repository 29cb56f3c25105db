import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { done } from '../../src/domain/failures/ending';
import { NOTHING_FOUND } from '../../src/domain/ledger/rebuild';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import type { RebuildLedgerInput } from '../../src/orchestrations/rebuildLedger';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';

const INPUT: RebuildLedgerInput = {
  ...{ route: 'prod', rebuildId: 'rebuild-1' },
  patience: { stepMinutes: 60, accessMinutes: 10 },
};

/** Rebuilds a ledger in two calls, between which the registry asks to be left alone. */
export async function runRebuild(wrap: (invoker: DurableInvoker) => DurableInvoker): Promise<void> {
  const found = { ...NOTHING_FOUND, repositories: 1, entries: 2 };
  let calls = 0;
  const invoker = createInProcessInvoker({
    orchestrations: ORCHESTRATIONS,
    activities: {
      fillLedger: () => done(calls++ === 0 ? { found, next: { after: 'app' }, retryAfterSeconds: 30 } : { found }),
      endRebuild: () => done({ ended: true }),
    },
  });
  const hub = createTaskHub(createVirtualPlatform(), { folder: '', storage: 'memory', invoker: wrap(invoker) });
  await hub.open();
  await hub.start('rebuildLedger', { instanceId: INPUT.rebuildId, input: JSON.stringify(INPUT) });
  await hub.completion(INPUT.rebuildId);
  await hub.close();
}

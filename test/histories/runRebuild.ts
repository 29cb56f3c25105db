import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { done } from '../../src/domain/failures/ending';
import { NOTHING_FOUND } from '../../src/domain/ledger/rebuild';
import { rebuildLedger, type RebuildLedgerInput } from '../../src/orchestrations/rebuildLedger';
import { runAlone } from './runAlone';

const INPUT: RebuildLedgerInput = {
  ...{ route: 'prod', rebuildId: 'rebuild-1' },
  patience: { stepMinutes: 60, accessMinutes: 10 },
};

/** Rebuilds a ledger in two calls, between which the registry asks to be left alone. */
export async function runRebuild(wrap: (invoker: DurableInvoker) => DurableInvoker): Promise<void> {
  const found = { ...NOTHING_FOUND, repositories: 1, entries: 2 };
  let calls = 0;
  const activities = {
    fillLedger: () => done(calls++ === 0 ? { found, next: { after: 'app' }, retryAfterSeconds: 30 } : { found }),
    endRebuild: () => done({ ended: true as const }),
  };
  await runAlone(rebuildLedger.name, { id: INPUT.rebuildId, input: INPUT, activities }, wrap);
}

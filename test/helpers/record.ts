import type { TransferRecord } from '../../src/domain/transferRecord';
import { route } from './route';

/** What was asked for with the transfer `t1`: `app:v1`, on the route `prod`. */
export function record(changes: Partial<TransferRecord> = {}): TransferRecord {
  return {
    id: 't1',
    route: 'prod',
    pinnedRoute: route(),
    artifacts: [{ repository: 'app', tag: 'v1' }],
    startedBy: { kind: 'functionKey', name: 'function key' },
    createdAt: '2026-11-21T10:00:00.000Z',
    ...changes,
  };
}

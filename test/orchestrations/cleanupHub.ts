import type { Instances, ListedInstance } from '../../src/domain/ports/instances';
import { transferIdFor } from '../../src/domain/names';
import { NO_INSTANCES } from '../helpers/fakes';
import { NOW, type History, type Traces } from './cleanupWorld';

/** The histories of the orchestrations that the histories had. */
export function createHub(histories: readonly History[], traces: readonly Traces[]) {
  const kept = new Map<string, ListedInstance>();
  const put = (id: string, name: string, state: History['child'], days: number): void => {
    const at = new Date(NOW - days * 86_400_000);
    if (state !== 'none') kept.set(id, { id, name, state, createdAt: at, updatedAt: at });
  };
  histories.forEach(({ orchestration, child, age: days }, index) => {
    const { transferId = '' } = traces[index] ?? {};
    put(transferId, 'transfer', orchestration, days);
    put(`${transferId}-b-${index}`, 'batch', child, days);
  });
  // What is none of the app's own, or of no transfer.
  put('other', 'batch', 'ended', 400);
  put(transferIdFor('0').toUpperCase(), 'transfer', 'ended', 400);
  put(`${transferIdFor('1')}-x`, 'other', 'ended', 400);
  put(`rebuild-${'0'.repeat(32)}`, 'rebuildLedger', 'ended', 31);
  const instances: Instances = {
    ...NO_INSTANCES,
    async find(id) {
      const found = kept.get(id);
      return found && { ...found, runtimeStatus: found.state };
    },
    list: async ({ from, to }) => [...kept.values()].filter(({ createdAt: at }) => at >= from && at < to),
    purge: async (id) => void kept.delete(id),
  };
  return { kept, instances };
}

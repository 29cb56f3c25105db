import type { Canary } from '../../src/domain/canary/canary';
import { canaryTransferId } from '../../src/domain/names';

/** A canary of the route `prod` that was pushed, and whose transfer has not ended. */
export function canary(changes: Partial<Canary> = {}): Canary {
  return {
    version: 1,
    id: 'c0ffee',
    route: 'prod',
    artifact: 'acr-ferry/canary:canary-c0ffee',
    transferId: canaryTransferId('prod', 'key'),
    startedBy: { kind: 'functionKey', name: 'function key' },
    requestedAt: '2026-11-29T10:00:00.000Z',
    pushedAt: '2026-11-29T10:00:01.000Z',
    pipelines: [],
    sightings: [],
    events: {},
    ...changes,
  };
}

import { pipelineIdOf } from '../../../src/domain/pipelines/pipelineId';
import { BLOB_CONTRIBUTOR, BLOB_READER } from '../../../src/domain/roles/builtInRoles';
import type { RouteEnd } from '../../../src/domain/route';
import type { FakeResourceManager } from '../../helpers/fakeResourceManager';
import type { FakeRoutePipelines } from '../../helpers/fakeRoutePipelines';
import { faultsOf, type Day } from '../day/day';

/** Pipelines whose identity was given its role on the container right before the day, as Resource Manager tells of them. */
export function giveNewRoles(
  day: Day,
  begun: number,
  { routePipelines, resourceManager }: { routePipelines: FakeRoutePipelines; resourceManager: FakeResourceManager },
  ends: { source: RouteEnd[]; target: RouteEnd[] },
): void {
  for (const { end: name, givenSecondsBefore } of faultsOf(day, 'roleNew')) {
    const { roleDefinitionId } = name === 'source' ? BLOB_CONTRIBUTOR : BLOB_READER;
    for (const end of ends[name]) {
      const resourceId = pipelineIdOf(name, end);
      const principalId = guidOf(ends[name].indexOf(end), name);
      const { containerUri } = end;
      const identity = { type: 'SystemAssigned', principalId, userAssigned: [] };
      const pipeline = { resourceId, containerUri, storageAccessMode: 'ManagedIdentity', options: [], identity };
      routePipelines.kept.set(resourceId.toLowerCase(), { pipeline, looks: 0, isGoing: false });
      const scope = `${end.registryId}/storageOf`;
      resourceManager.accounts.set(containerUri.replace(/\/[^/]+$/, ''), scope);
      const createdOn = new Date(begun - givenSecondsBefore * 1000).toISOString();
      resourceManager.assignments.push({ scope, roleDefinitionId, principalId, createdOn });
    }
  }
}

function guidOf(number: number, name: string): string {
  return `00000000-0000-4000-8000-0000000000${name === 'source' ? 'a' : 'b'}${number}`;
}

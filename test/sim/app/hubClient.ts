import type { OrchestrationRuntimeStatus, DurableOrchestrationStatus } from 'durable-functions';
import type { LocalTaskHub } from '../../../local/host/durable/createTaskHub';
import type { RuntimeStatus } from '../../../local/host/durable/taskHub';
import type { InstanceClient } from '../../../src/functions/instances/createInstances';
import { NOT_FOUND, UNKNOWN } from '../../helpers/fakeDurableClient';

/** The durable client, on a task hub in this process. */
export function hubClient(hub: LocalTaskHub): InstanceClient {
  return {
    async getStatus(instanceId) {
      const status = await hub.status(instanceId);
      if (!status) throw new Error(NOT_FOUND.replace('nope', instanceId));
      const runtimeStatus = status.runtimeStatus as OrchestrationRuntimeStatus;
      return { ...status, runtimeStatus } as unknown as DurableOrchestrationStatus;
    },
    terminate: async (instanceId, reason) => void (await hub.terminate(instanceId, reason)),
    async raiseEvent(instanceId, event, data) {
      const outcome = await hub.raiseEvent(instanceId, event, JSON.stringify(data));
      if (outcome === 'notFound') throw new Error(UNKNOWN.replace('nope', instanceId));
    },
    async getStatusBy({ createdTimeFrom, createdTimeTo, runtimeStatus }) {
      const { instances } = await hub.list({
        ...(createdTimeFrom && { createdTimeFrom }),
        ...(createdTimeTo && { createdTimeTo }),
        ...(runtimeStatus && { runtimeStatus: runtimeStatus as string[] as RuntimeStatus[] }),
      });
      return instances as unknown as DurableOrchestrationStatus[];
    },
    purgeInstanceHistory: async (instanceId) => ({ instancesDeleted: await hub.purge(instanceId) }),
    startNew: (name, { instanceId = '', input } = {}) => hub.start(name, { instanceId, input: JSON.stringify(input) }),
  };
}

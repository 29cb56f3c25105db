import { OrchestrationRuntimeStatus, type DurableClient, type DurableOrchestrationStatus } from 'durable-functions';
import type { Instance, Instances } from '../../domain/ports/instances';

/** The part of the durable client that this app uses. */
export type InstanceClient = Pick<DurableClient, 'getStatus' | 'startNew' | 'terminate'>;

const ENDED: readonly OrchestrationRuntimeStatus[] = [
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
  OrchestrationRuntimeStatus.Canceled,
];

/** The orchestrations of the app, as the durable extension's client of one invocation reaches them. */
export function createInstances(client: InstanceClient): Instances {
  return {
    find: (id) => find(client, id),
    async startOnce(orchestration, id, input) {
      if (!(await find(client, id))) await start(client, orchestration, id, input);
    },
    startAgain: (orchestration, id, input) => start(client, orchestration, id, input),
    async stop(id) {
      const found = await find(client, id);
      if (!found || found.state === 'ended') return;
      await client.terminate(id, 'Its transfer was started again.');
    },
  };
}

async function start(client: InstanceClient, orchestration: string, id: string, input: object): Promise<void> {
  try {
    await client.startNew(orchestration, { instanceId: id, input });
  } catch (error) {
    // The extension refuses to start an id that is running: somebody else was faster.
    const found = await find(client, id);
    if (!found || found.state === 'ended') throw error;
  }
}

/** The client throws where there is no instance. */
async function find(client: InstanceClient, id: string): Promise<Instance | undefined> {
  try {
    return instanceOf(await client.getStatus(id));
  } catch (error) {
    if (error instanceof Error && error.message.includes('HTTP 404')) return undefined;
    throw error;
  }
}

function instanceOf({ runtimeStatus, customStatus }: DurableOrchestrationStatus): Instance {
  return { state: stateOf(runtimeStatus), runtimeStatus, customStatus: customStatus ?? undefined };
}

function stateOf(status: OrchestrationRuntimeStatus): Instance['state'] {
  if (status === OrchestrationRuntimeStatus.Pending) return 'pending';
  return ENDED.includes(status) ? 'ended' : 'running';
}

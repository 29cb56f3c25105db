import { OrchestrationRuntimeStatus, type DurableClient, type DurableOrchestrationStatus } from 'durable-functions';
import type { Instance, Instances } from '../../domain/ports/instances';
import type { Clock } from '../../domain/ports/machine';
import { askDurably } from './durableWeather';

/** The part of the durable client that this app uses. */
export type InstanceClient = Pick<DurableClient, 'getStatus' | 'startNew' | 'terminate' | 'raiseEvent'>;

const ENDED: readonly OrchestrationRuntimeStatus[] = [
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
  OrchestrationRuntimeStatus.Canceled,
];

/** The orchestrations of the app, as the durable extension's client of one invocation reaches them. */
export function createInstances(client: InstanceClient, clock: Pick<Clock, 'wait'>): Instances {
  const find = (id: string) => askDurably(clock, `look for the orchestration ${id}`, () => findWith(client, id));
  return {
    find,
    async startOnce(orchestration, id, input) {
      if (!(await find(id))) await start(orchestration, id, input);
    },
    startAgain: start,
    async stop(id) {
      const found = await find(id);
      if (!found || found.state === 'ended') return;
      const terminate = () => client.terminate(id, 'Its transfer was started again.');
      await askDurably(clock, `end the orchestration ${id}`, terminate);
    },
    raise: (id, event) => askDurably(clock, `wake the orchestration ${id}`, () => raiseWith(client, id, event)),
  };

  async function start(orchestration: string, id: string, input: object): Promise<void> {
    const begin = () => client.startNew(orchestration, { instanceId: id, input });
    try {
      await askDurably(clock, `start the orchestration ${id}`, begin);
    } catch (error) {
      // The extension refuses to start an id that is running: somebody else was faster.
      const found = await find(id);
      if (!found || found.state === 'ended') throw error;
    }
  }
}

/** The client throws where there is no instance. */
async function findWith(client: InstanceClient, id: string): Promise<Instance | undefined> {
  try {
    return instanceOf(await client.getStatus(id));
  } catch (error) {
    if (error instanceof Error && /^DurableClient error: .*? HTTP 404 /.test(error.message)) return undefined;
    throw error;
  }
}

/** The extension refuses an event without data, and says nothing where the instance has ended. */
async function raiseWith(client: InstanceClient, id: string, event: string): Promise<void> {
  try {
    await client.raiseEvent(id, event, {});
  } catch (error) {
    if (!(error instanceof Error && /^No instance with ID /.test(error.message))) throw error;
  }
}

function instanceOf({ runtimeStatus, createdTime, customStatus }: DurableOrchestrationStatus): Instance {
  const createdAt = new Date(createdTime);
  return { state: stateOf(runtimeStatus), runtimeStatus, createdAt, customStatus: customStatus ?? undefined };
}

function stateOf(status: OrchestrationRuntimeStatus): Instance['state'] {
  if (status === OrchestrationRuntimeStatus.Pending) return 'pending';
  return ENDED.includes(status) ? 'ended' : 'running';
}

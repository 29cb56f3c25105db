import { OrchestrationRuntimeStatus, type DurableClient, type DurableOrchestrationStatus } from 'durable-functions';
import type { Instance, Instances, ListedInstance } from '../../domain/ports/instances';
import type { Clock } from '../../domain/ports/machine';
import { askDurably } from './durableWeather';

/** The part of the durable client that this app uses. */
export type InstanceClient = Pick<
  DurableClient,
  'getStatus' | 'getStatusBy' | 'startNew' | 'terminate' | 'raiseEvent' | 'purgeInstanceHistory'
>;

const ENDED: readonly OrchestrationRuntimeStatus[] = [
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
  OrchestrationRuntimeStatus.Canceled,
];

/** The client's own list lacks the last one, which the extension knows. */
const LIVING = [
  OrchestrationRuntimeStatus.Pending,
  OrchestrationRuntimeStatus.Running,
  OrchestrationRuntimeStatus.ContinuedAsNew,
  'Suspended' as OrchestrationRuntimeStatus,
];

/** The task hub goes through all that it has. */
const LONGEST_LIST_MS = 90_000;

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
    async list({ from, to }) {
      // Whether the bounds belong to it, the service does not say: what it answers is looked at again.
      const filter = {
        createdTimeFrom: new Date(Math.max(0, from.getTime() - 1_000)),
        createdTimeTo: new Date(to.getTime() + 1_000),
      };
      const doing = `list the orchestrations of ${from.toISOString()} to ${to.toISOString()}`;
      const found = await askDurably(clock, doing, () => client.getStatusBy(filter), LONGEST_LIST_MS);
      return found.map(listedOf).filter(({ createdAt }) => createdAt >= from && createdAt < to);
    },
    async listLiving() {
      const doing = 'list the orchestrations that have not ended';
      const found = await askDurably(
        clock,
        doing,
        () => client.getStatusBy({ runtimeStatus: LIVING }),
        LONGEST_LIST_MS,
      );
      // The service may have taken a while to go through them.
      return found.map(listedOf).filter(({ state }) => state !== 'ended');
    },
    purge: async (id) =>
      void (await askDurably(clock, `remove the history of the orchestration ${id}`, () =>
        client.purgeInstanceHistory(id),
      )),
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

/** The client hands lists on as they were sent, with texts for times. */
function listedOf({
  name,
  instanceId,
  runtimeStatus,
  createdTime,
  lastUpdatedTime,
}: DurableOrchestrationStatus): ListedInstance {
  const [createdAt, updatedAt] = [new Date(createdTime), new Date(lastUpdatedTime)];
  return { id: instanceId, name, state: stateOf(runtimeStatus), createdAt, updatedAt };
}

function stateOf(status: OrchestrationRuntimeStatus): Instance['state'] {
  if (status === OrchestrationRuntimeStatus.Pending) return 'pending';
  return ENDED.includes(status) ? 'ended' : 'running';
}

import type { EntityContext, OrchestrationContext, OrchestrationHandler } from 'durable-functions';
import type { DurableInvoker, RpcValue } from '../../../../local/host/durable/taskHub';

type Listener = (trigger: unknown, context: unknown) => Promise<unknown>;
type Activity = (input: never, context: { instanceId: string }) => unknown;

/** The SDK's own runner of an orchestrator, below the registration that needs a Functions host. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the SDK exports no types for its inner modules
const sdk = require('durable-functions/lib/src/util/testingUtils') as {
  createOrchestrator(handler: OrchestrationHandler): Listener;
  createEntityFunction(handler: (context: EntityContext<never>) => unknown): Listener;
};

/** What a test's app consists of: real orchestrators, and activities as plain functions. */
export interface InProcessApp {
  orchestrations: Record<string, OrchestrationHandler>;
  activities?: Record<string, Activity>;
  entities?: Record<string, (context: EntityContext<never>) => unknown>;
}

function toRpc(value: unknown): RpcValue {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return { rpcType: 'string', value };
  if (typeof value === 'number') return { rpcType: Number.isInteger(value) ? 'int' : 'double', value };
  return { rpcType: 'json', value: JSON.stringify(value) };
}

function fromRpc(value: RpcValue): unknown {
  if (value?.rpcType !== 'string') return undefined;
  try {
    return JSON.parse(value.value);
  } catch {
    return value.value;
  }
}

function contextFor(name: string): OrchestrationContext {
  return { functionName: name, log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} } as never;
}

/** Runs real durable-functions orchestrators and entities in this process, activities as the test wrote them. */
export function createInProcessInvoker(app: InProcessApp): DurableInvoker {
  const find = <T>(functions: Record<string, T> = {}, name: string): T | undefined =>
    Object.entries(functions).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return {
    async runOrchestrator(name, _instanceId, triggerInput) {
      const handler = find(app.orchestrations, name)!;
      return toRpc(await sdk.createOrchestrator(handler)(JSON.parse(triggerInput), contextFor(name)));
    },
    async runActivity(name, instanceId, input) {
      return toRpc(await find(app.activities, name)!(fromRpc(input) as never, { instanceId }));
    },
    async runEntity(name, _entityId, triggerInput) {
      const handler = find(app.entities, name)!;
      return toRpc(await sdk.createEntityFunction(handler)(JSON.parse(triggerInput), contextFor(name)));
    },
    has: (kind, name) =>
      find<unknown>(
        { orchestration: app.orchestrations, activity: app.activities, entity: app.entities }[kind],
        name,
      ) !== undefined,
  };
}

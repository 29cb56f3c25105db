import type { TypedData } from './app/coreTypes';
import type { FunctionApp } from './app/functionApp';
import type { InvokeFunction } from './app/invokeFunction';
import type { DurableInvoker, RpcValue } from './durable/taskHub';

const TRIGGERS = {
  orchestration: 'orchestrationTrigger',
  activity: 'activityTrigger',
  entity: 'entityTrigger',
} as const;

/** Runs orchestrators, activities and entities of an app for the durable engine, with the shapes the durable extension uses. */
export function createDurableInvoker(app: FunctionApp, invoke: InvokeFunction): DurableInvoker {
  const run = async (
    kind: keyof typeof TRIGGERS,
    name: string,
    input: RpcValue,
    triggerMetadata: Record<string, TypedData>,
  ): Promise<RpcValue> => {
    const entry = app.find(name, TRIGGERS[kind]);
    if (!entry && kind === 'orchestration') throw new Error(unknownOrchestrator(app, name));
    if (!entry) throw new Error(`There is no ${kind} function "${name}". Register it, or correct the name.`);
    const data = toTypedData(input);
    const metadata =
      kind === 'activity' ? activityMetadata(entry.trigger.name, input, triggerMetadata) : triggerMetadata;
    const answer = await invoke(entry, { inputs: [{ name: entry.trigger.name, data }], triggerMetadata: metadata });
    return toRpcValue(answer.returnValue);
  };
  return {
    runOrchestrator: (name, instanceId, triggerInput) =>
      run('orchestration', name, { rpcType: 'string', value: triggerInput }, { instanceId: { string: instanceId } }),
    runActivity: (name, instanceId, input) => run('activity', name, input, { instanceId: { string: instanceId } }),
    runEntity: (name, entityId, triggerInput) =>
      run('entity', name, { rpcType: 'string', value: triggerInput }, { instanceId: { string: entityId } }),
    has: (kind, name) => app.find(name, TRIGGERS[kind]) !== undefined,
  };
}

/** The extension's words for an orchestrator that does not exist. */
function unknownOrchestrator(app: FunctionApp, name: string): string {
  const known = app.functions(TRIGGERS.orchestration).map((entry) => `'${entry.name}'`);
  return (
    `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function. Additional info: ` +
    (known.length > 0
      ? `The following are the known orchestrator functions: ${known.join(', ')}.`
      : 'No orchestrator functions are currently registered!')
  );
}

/** As recorded: the input under the binding's name, as JSON (a string encoded once more) under `data`, and the top-level members of an object. */
function activityMetadata(
  binding: string,
  input: RpcValue,
  common: Record<string, TypedData>,
): Record<string, TypedData> {
  if (input?.rpcType !== 'string') return common;
  const parsed = parse(input.value);
  const json = parsed === undefined || typeof parsed === 'string' ? otherJson(input.value) : input.value;
  const members: Record<string, TypedData> = {};
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    for (const [name, value] of Object.entries(parsed)) {
      if (value !== null) members[name] = { string: typeof value === 'object' ? JSON.stringify(value) : String(value) };
    }
  }
  return { ...members, ...common, [binding]: { string: input.value }, data: { json } };
}

/** Strings come in their quotes, dates without, booleans as .NET prints them. */
function otherJson(text: string): string {
  return text === 'True' || text === 'False' ? text.toLowerCase() : JSON.stringify(text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toTypedData(value: RpcValue): TypedData {
  return value ? { [value.rpcType]: value.value } : {};
}

function toRpcValue(data: TypedData | null | undefined): RpcValue {
  if (!data) return undefined;
  if (data.string !== undefined) return { rpcType: 'string', value: data.string };
  if (data.json !== undefined) return { rpcType: 'json', value: data.json };
  if (data.int !== undefined) return { rpcType: 'int', value: data.int };
  if (data.double !== undefined) return { rpcType: 'double', value: data.double };
  if (data.bytes !== undefined) return { rpcType: 'bytes', value: data.bytes };
  return undefined;
}

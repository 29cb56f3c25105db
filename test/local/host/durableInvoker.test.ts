import type { TypedData } from '../../../local/host/app/coreTypes';
import { FunctionApp } from '../../../local/host/app/functionApp';
import type { InvocationData } from '../../../local/host/app/invokeFunction';
import type { RpcValue } from '../../../local/host/durable/taskHub';
import { createDurableInvoker } from '../../../local/host/durableInvoker';
import { readRecording } from './recordings';

interface RecordedValue {
  rpcType: string;
  value?: string | number;
}
interface ActivityTurn {
  function: string;
  trigger: string;
  instanceId: string;
  rawTriggerInput: RecordedValue;
  triggerMetadata: Record<string, RecordedValue>;
  rawOutput: RecordedValue;
}

const BINDING = 'activityTrigger7996c743ef';
const { turns } = readRecording<{ turns: ActivityTurn[] }>('orchestrations/12-activity-types.json');
const activities = turns.filter(({ trigger, rawTriggerInput: input }) => {
  return trigger === 'activityTrigger' && (input.value !== undefined || input.rpcType.startsWith('none'));
});

function invokerOf(answer: TypedData | null | undefined, seen: InvocationData[] = []) {
  const app = new FunctionApp();
  for (const [name, type] of [
    ['kindOf', 'activityTrigger'],
    ['give', 'activityTrigger'],
    ['seq', 'orchestrationTrigger'],
    ['counter', 'entityTrigger'],
  ] as const) {
    const binding = { type, name: type === 'activityTrigger' ? BINDING : 'in', direction: 'in' as const };
    app.register({ name, bindings: { [binding.name]: binding } }, () => undefined);
  }
  const invoker = createDurableInvoker(app, async (_entry, data) => {
    seen.push(data);
    return { invocationId: 'i', ...(answer === undefined ? {} : { returnValue: answer }) };
  });
  return { invoker, seen };
}

const dataOf = (value: RecordedValue): TypedData => (value.value === undefined ? {} : { [value.rpcType]: value.value });

describe('createDurableInvoker', () => {
  it.each(activities.map((turn, index) => [`${index} ${turn.function} ${turn.rawTriggerInput.value}`, turn] as const))(
    'hands an activity what was recorded: %s',
    async (_label, turn) => {
      // Prepare
      const input = turn.rawTriggerInput;
      const { invoker, seen } = invokerOf(dataOf(turn.rawOutput));
      const value: RpcValue = input.value === undefined ? undefined : { rpcType: 'string', value: String(input.value) };

      // Act
      await invoker.runActivity(turn.function, turn.instanceId, value);

      // Assess
      const metadata = Object.entries(turn.triggerMetadata).map(([name, entry]) => [name, dataOf(entry)]);
      expect(seen).toEqual([
        { inputs: [{ name: BINDING, data: dataOf(input) }], triggerMetadata: Object.fromEntries(metadata) },
      ]);
    },
  );

  it.each<[TypedData | null | undefined, RpcValue]>([
    [undefined, undefined],
    [null, undefined],
    [{ string: '' }, { rpcType: 'string', value: '' }],
    [{ json: 'true' }, { rpcType: 'json', value: 'true' }],
    [{ int: 0 }, { rpcType: 'int', value: 0 }],
    [{ double: 1.5 }, { rpcType: 'double', value: 1.5 }],
    [{ bytes: new Uint8Array([1]) }, { rpcType: 'bytes', value: new Uint8Array([1]) }],
  ])('hands back %j', async (answer, expected) => {
    expect(await invokerOf(answer).invoker.runActivity('GIVE', 'id', undefined)).toEqual(expected);
  });

  it('gives orchestrators and entities their trigger as text', async () => {
    const { invoker, seen } = invokerOf({ json: '{}' });
    await invoker.runOrchestrator('seq', 'a', '{"history":[]}');
    await invoker.runEntity('counter', '@counter@c', '{"batch":[]}');
    expect(seen.map(({ inputs }) => inputs[0]?.data)).toEqual([
      { string: '{"history":[]}' },
      { string: '{"batch":[]}' },
    ]);
  });

  it('knows functions by kind, letter case ignored', async () => {
    const { invoker } = invokerOf(undefined);
    expect([invoker.has('orchestration', 'SEQ'), invoker.has('activity', 'seq')]).toEqual([true, false]);
    await expect(invoker.runActivity('seq', 'a', undefined)).rejects.toThrow('There is no activity function "seq".');
  });
});

import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { readHistories } from './histories';
import type { RecordedTurn } from './recordTurns';
import { SCENARIOS } from './scenarios';

const histories = readHistories();
const invoker = createInProcessInvoker({ orchestrations: ORCHESTRATIONS });

/**
 * What must not differ for an instance that is on its way when the app is updated: which tasks it asks for, in which
 * order, and what it answers. Inputs of tasks may: those that ran are not run again.
 */
function essenceOf(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => (key === 'input' ? undefined : value)) as unknown;
}

async function replay({ orchestration, instanceId, trigger }: RecordedTurn): Promise<unknown> {
  const answer = await invoker.runOrchestrator(orchestration, instanceId, JSON.stringify(trigger));
  return answer?.rpcType === 'json' ? (JSON.parse(answer.value) as unknown) : answer?.value;
}

it.each(histories)('%s goes the same way through today’s orchestrations', async (_, turns) => {
  for (const turn of turns) expect(essenceOf(await replay(turn))).toEqual(essenceOf(turn.answer));
});

it('every orchestration and every scenario is recorded', () => {
  const recorded = new Set(histories.flatMap(([, turns]) => turns.map(({ orchestration }) => orchestration)));
  expect(recorded).toEqual(new Set(Object.keys(ORCHESTRATIONS)));
  const names = histories.map(([name]) => name);
  for (const scenario of Object.keys(SCENARIOS)) expect(names).toContain(`unreleased/${scenario}`);
});

it('a history that today’s code does not follow is noticed', async () => {
  const [, [transfer] = []] = histories.find(([name]) => name === 'unreleased/good-day') ?? [];
  if (!transfer) throw new Error('There is no recorded good day.');
  const renamed = JSON.parse(JSON.stringify(transfer).replaceAll('planTransfer', 'makePlan')) as RecordedTurn;
  const [went, goes] = [essenceOf(renamed.answer), essenceOf(await replay(renamed))];
  expect(goes).not.toEqual(went);
});

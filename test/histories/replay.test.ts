import { refuseActivities } from '../../src/activities/activities';
import { SettingsInvalidError } from '../../src/domain/failures/errors';
import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { readHistories } from './histories';
import { MACHINE } from '../../src/services/machine';
import { recordedCalls } from './recordedCalls';
import type { RecordedTurn } from './recordTurns';
import { replayTurn } from './replayTurn';
import { ARRIVALS } from './runArrivals';
import { RARE_ARRIVALS } from './rareArrivals';
import { RARE_SCENARIOS } from './rareScenarios';
import { SCENARIOS } from './scenarios';

const histories = readHistories();

/**
 * What must not differ for an instance that is on its way when the app is updated: which tasks it asks for, in which
 * order, and what it answers. Inputs of tasks may: those that ran are not run again. What today's activities take is held to
 * in acceptedCalls.test.ts. The words of a failure may, too: nobody goes by them.
 */
function essenceOf(answer: unknown): unknown {
  const mayDiffer = ['input', 'message', 'nextStep'];
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) => (mayDiffer.includes(key) ? undefined : value));
}

it.each(histories)('%s goes the same way through today’s orchestrations', async (_, turns) => {
  for (const turn of turns) expect(essenceOf(await replayTurn(turn))).toEqual(essenceOf(turn.answer));
});

it('every orchestration and every scenario is recorded', () => {
  const recorded = new Set(histories.flatMap(([, turns]) => turns.map(({ orchestration }) => orchestration)));
  expect(recorded).toEqual(new Set(Object.keys(ORCHESTRATIONS)));
  const names = histories.map(([name]) => name);
  for (const scenario of Object.keys({ ...SCENARIOS, ...RARE_SCENARIOS, ...ARRIVALS, ...RARE_ARRIVALS }))
    expect(names).toContain(`unreleased/${scenario}`);
});

/** Whatever else a recording may lack: what an activity is called, and what it takes and answers, must not change unnoticed. */
it('every activity is recorded', () => {
  const calls = recordedCalls(histories.flatMap(([, turns]) => turns));
  const called = new Set(calls.flatMap(({ what, name }) => (what === 'input' ? [name] : [])));
  const names = Object.keys(refuseActivities(MACHINE, new SettingsInvalidError([])));
  expect(names.filter((name) => !called.has(name))).toEqual([]);
});

it('a history that today’s code does not follow is noticed', async () => {
  const [, [transfer] = []] = histories.find(([name]) => name === 'unreleased/good-day') ?? [];
  if (!transfer) throw new Error('There is no recorded good day.');
  const renamed = JSON.parse(JSON.stringify(transfer).replaceAll('planTransfer', 'makePlan')) as RecordedTurn;
  const [went, goes] = [essenceOf(renamed.answer), essenceOf(await replayTurn(renamed))];
  expect(goes).not.toEqual(went);
});

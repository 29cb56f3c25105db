import type { OrchestrationContext } from 'durable-functions';
import { createTaskHub } from '../../local/host/durable/createTaskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { pause } from '../../src/orchestrations/pause';
import { addSeconds, type Steps } from '../../src/orchestrations/steps';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';

function* waiting(context: OrchestrationContext): Steps<number> {
  const begun = context.df.currentUtcDateTime;
  yield* pause(context, context.df.getInput<number>());
  return context.df.currentUtcDateTime.getTime() - begun.getTime();
}

/** How many milliseconds an orchestration waited. */
async function waited(seconds: number): Promise<number> {
  const invoker = createInProcessInvoker({ orchestrations: { waiting }, activities: {} });
  const hub = createTaskHub(createVirtualPlatform(), { folder: '', storage: 'memory', invoker });
  await hub.open();
  const id = await hub.start('waiting', { input: JSON.stringify(seconds) });
  const ended = await hub.completion(id);
  await hub.close();
  return ended?.output as number;
}

it.each([1, 2, 60])('waits %s s, and hardly longer where the host takes no time', async (seconds) => {
  const milliseconds = await waited(seconds);
  expect(milliseconds).toBeGreaterThanOrEqual(seconds * 1000);
  expect(milliseconds).toBeLessThan(seconds * 1000 + 100);
});

it('waits at least as long where a timer fires early, because it is cut to whole seconds', async () => {
  const milliseconds = await waited(1.5);
  expect(milliseconds).toBeGreaterThanOrEqual(1_500);
  expect(milliseconds).toBeLessThanOrEqual(2_000);
});

it('ends also where what is left would be cut to nothing', async () => {
  const milliseconds = await waited(1.05);
  expect(milliseconds).toBeGreaterThanOrEqual(1_050);
  expect(milliseconds).toBeLessThanOrEqual(2_100);
});

/** What becomes of a wait whose timers fire at these times, in seconds after it began. */
function timersOf(seconds: number, firedAt: readonly number[]): number[] {
  const begun = new Date('2026-11-28T12:00:00Z');
  const df = { currentUtcDateTime: begun, createTimer: (at: Date) => (at.getTime() - begun.getTime()) / 1000 };
  const steps = pause({ df } as unknown as OrchestrationContext, seconds) as Iterator<unknown>;
  const timers: number[] = [];
  for (const fired of [...firedAt, Infinity]) {
    const step = steps.next();
    if (step.done) return timers;
    timers.push(step.value as number);
    df.currentUtcDateTime = addSeconds(begun, fired);
  }
  return timers;
}

it('sets another timer when one fires too early', () => {
  expect(timersOf(10, [10])).toHaveLength(1);
  expect(timersOf(10, [9.999, 10])).toHaveLength(2);
  expect(timersOf(10, [9.2, 9.9, 10])).toEqual([10.9, 11, 11]);
});

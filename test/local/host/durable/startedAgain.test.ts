import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { OrchestrationContext } from 'durable-functions';
import { createVirtualPlatform, type VirtualPlatform } from '../../../../local/host/virtualPlatform';
import { createTaskHub, type LocalTaskHub } from '../../../../local/host/durable/createTaskHub';
import { createMemoryJournals } from '../../../../local/host/durable/journals/journals';
import { createInProcessInvoker, type InProcessApp } from './inProcessInvoker';

const MINUTE = 60_000;

let hub: LocalTaskHub;
let platform: VirtualPlatform;
let logged: string[];
/** What the activity `work` answers next; while it is a promise, the activity runs. */
let answers: Map<string, Promise<string>>;
let ran: string[];
/** Set to make the child fail. */
let broken: boolean;

const app: InProcessApp = {
  orchestrations: {
    *parent(context: OrchestrationContext) {
      const { round } = context.df.getInput<{ round: string }>()!;
      return yield context.df.callSubOrchestrator('child', { round }, 'one-child');
    },
    *child(context: OrchestrationContext) {
      const { round } = context.df.getInput<{ round: string }>()!;
      const worked: unknown = yield context.df.callActivity('work', round);
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + MINUTE));
      return worked;
    },
    *waits(context: OrchestrationContext) {
      return yield context.df.waitForExternalEvent('go');
    },
    *swallowsItself(context: OrchestrationContext) {
      return yield context.df.callSubOrchestrator('waits', null, context.df.instanceId.toUpperCase());
    },
    *swallowsItsParent(context: OrchestrationContext) {
      return yield context.df.callSubOrchestrator('swallowsGrandparent', null, 'middle');
    },
    *swallowsGrandparent(context: OrchestrationContext) {
      return yield context.df.callSubOrchestrator('waits', null, context.df.parentInstanceId!);
    },
  },
  activities: {
    work: async (round: string) => {
      ran.push(round);
      if (broken) throw new Error('broken');
      return (await answers.get(round)) ?? `${round} done`;
    },
  },
};

beforeEach(async () => {
  platform = createVirtualPlatform({ jump: 'manual' });
  [answers, ran, logged, broken] = [new Map(), [], [], false];
  hub = newHub();
  await hub.open();
});

afterEach(() => hub.close());

function newHub(storage = createMemoryJournals()): LocalTaskHub {
  const log = (message: string): void => void logged.push(message);
  return createTaskHub(platform, { folder: '', storage, invoker: createInProcessInvoker(app), log });
}

async function start(name: string, instanceId: string, input: unknown = null): Promise<void> {
  await hub.start(name, { instanceId, input: JSON.stringify(input) });
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turns = 0; !(await holds()); turns++) {
    if (turns === 10_000) throw new Error('What the test waits for did not come.');
    await turnOfTheLoop();
  }
}

async function statusOf(instanceId: string): Promise<string | undefined> {
  return (await hub.status(instanceId))?.runtimeStatus;
}

/** Goes on until the parent has ended: the child's timer fires as soon as nothing else is to be done. */
async function end(): Promise<unknown> {
  await hub.idle();
  platform.advance(2 * MINUTE);
  return (await hub.completion('one'))?.output;
}

async function terminate(instanceId: string): Promise<void> {
  expect(await hub.terminate(instanceId, 'enough')).toBe('accepted');
  await until(async () => (await statusOf(instanceId)) === 'Terminated');
}

describe('an orchestration that ended and is started again under its id', () => {
  it('has children that ran on begin again with an empty history, and hears of the new ones only', async () => {
    // Prepare
    let answerFirst!: (text: string) => void;
    answers.set('first', new Promise((resolve) => (answerFirst = resolve)));
    await start('parent', 'one', { round: 'first' });
    await until(() => ran.length === 1);
    await terminate('one');
    expect(await statusOf('one-child')).toBe('Running');

    // Act
    await start('parent', 'one', { round: 'second' });
    await until(() => ran.length === 2);
    answerFirst('an answer for nobody');
    const output = await end();

    // Assess
    expect(output).toBe('second done');
    expect(ran).toEqual(['first', 'second']);
    expect(logged).toEqual([expect.stringContaining("'one-child' was Running when 'one' started it")]);
    const child = (await hub.status('one-child', { showHistory: true }))!;
    expect(child).toMatchObject({ runtimeStatus: 'Completed', input: { round: 'second' }, output: 'second done' });
    expect(
      (child.historyEvents as { EventType: string }[]).filter((event) => event.EventType === 'TaskCompleted'),
    ).toHaveLength(1);
  });

  it('is not woken by the timers of children that it replaced', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    platform.advance(MINUTE / 2);
    await terminate('one');
    await start('parent', 'one', { round: 'second' });
    await hub.idle();
    platform.advance(MINUTE / 2);
    await hub.idle();
    expect(await statusOf('one-child')).toBe('Running');
    expect(await end()).toBe('second done');
  });

  it('runs a child again that had completed', async () => {
    await start('parent', 'one', { round: 'first' });
    expect(await end()).toBe('first done');
    await start('parent', 'one', { round: 'second' });
    expect(await end()).toBe('second done');
    expect(logged).toEqual([]);
  });

  it('runs a child again that had failed', async () => {
    broken = true;
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    expect([await statusOf('one'), await statusOf('one-child')]).toEqual(['Failed', 'Failed']);
    broken = false;
    await start('parent', 'one', { round: 'second' });
    expect(await end()).toBe('second done');
  });

  it('runs a child again that had been terminated', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await terminate('one-child');
    await hub.idle();
    expect(await statusOf('one')).toBe('Failed');
    await start('parent', 'one', { round: 'second' });
    expect(await end()).toBe('second done');
  });

  it('replaces a child that is suspended', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await hub.suspend('one-child', 'hold');
    await hub.idle();
    await terminate('one');
    await start('parent', 'one', { round: 'second' });
    expect(await end()).toBe('second done');
  });

  it('leaves a replaced child to its new parent after a crash, too', async () => {
    // Prepare
    await hub.close();
    const journals = createMemoryJournals();
    hub = newHub(journals);
    await hub.open();
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await terminate('one');
    await start('parent', 'one', { round: 'second' });
    await hub.idle();

    // Act
    await hub.close();
    hub = newHub(journals);
    await hub.open();

    // Assess
    expect(await end()).toBe('second done');
    expect(ran).toEqual(['first', 'second']);
  });

  it('may have been purged while its child ran on: the child is replaced all the same', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await terminate('one');
    expect(await hub.purge('one')).toBe(1);
    expect([await statusOf('one'), await statusOf('one-child')]).toEqual([undefined, 'Running']);
    await start('parent', 'one', { round: 'second' });
    expect(await end()).toBe('second done');
  });
});

describe('an orchestration that was terminated', () => {
  it('leaves its children running to their end', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await terminate('one');
    platform.advance(2 * MINUTE);
    await hub.idle();
    expect(await hub.status('one-child')).toMatchObject({ runtimeStatus: 'Completed', output: 'first done' });
    expect(await statusOf('one')).toBe('Terminated');
  });

  it('that was purged stays away when its child ends', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await terminate('one');
    await hub.purge('one');
    platform.advance(2 * MINUTE);
    await hub.idle();
    expect([await statusOf('one'), await statusOf('one-child')]).toEqual([undefined, 'Completed']);
  });
});

describe('a child that is running under its own id', () => {
  it('is still refused to a client that starts it', async () => {
    await start('parent', 'one', { round: 'first' });
    await hub.idle();
    await expect(start('child', 'one-child')).rejects.toThrow('with the status Running already exists');
  });

  it.each([
    ['itself', 'swallowsItself', 'one'],
    ['its parent', 'swallowsItsParent', 'middle'],
  ])('never replaces %s', async (_, name, waiting) => {
    await start(name, 'one');
    await hub.idle();
    expect(await hub.status('one')).toMatchObject({ name, runtimeStatus: 'Running' });
    expect(logged).toEqual([expect.stringContaining(`'${waiting}' waits for ever`)]);
  });
});

import * as df from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { createVirtualPlatform, type VirtualPlatform } from '../../../../../local/host/virtualPlatform';
import { createTaskHub, type LocalTaskHub } from '../../../../../local/host/durable/createTaskHub';
import type { InstanceStatus } from '../../../../../local/host/durable/taskHub';
import { createInProcessInvoker, type InProcessApp } from '../inProcessInvoker';

const DAY_MS = 24 * 60 * 60 * 1000;

let hub: LocalTaskHub;
let platform: VirtualPlatform;

afterEach(() => hub.close());

async function openHub(app: InProcessApp, jump: 'whenIdle' | 'manual' = 'whenIdle'): Promise<void> {
  platform = createVirtualPlatform({ jump });
  hub = createTaskHub(platform, { folder: '', storage: 'memory', invoker: createInProcessInvoker(app) });
  await hub.open();
}

async function run(app: InProcessApp, input: unknown = {}): Promise<InstanceStatus> {
  await openHub(app);
  const id = await hub.start('main', { instanceId: 'one', input: JSON.stringify(input) });
  return (await hub.completion(id))!;
}

describe('orchestrators of durable-functions on the task hub', () => {
  it('a sequence hands each result to the next activity', async () => {
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          const first: number = yield context.df.callActivity('double', 4);
          return yield context.df.callActivity('Double', first);
        },
      },
      activities: { double: (value: number) => value * 2 },
    });
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: 16 });
  });

  it('a fan-out runs its activities at the same time, up to the limit', async () => {
    // Prepare
    let running = 0;
    let most = 0;

    // Act
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          const tasks = Array.from({ length: 25 }, (_, index) => context.df.callActivity('work', index));
          return yield context.df.Task.all(tasks);
        },
      },
      activities: {
        work: async (index: number) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          return index;
        },
      },
    });

    // Assess
    expect(status.output).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(most).toBe(10);
  });

  it('a retry waits between its attempts and then succeeds', async () => {
    // Prepare
    let attempts = 0;

    // Act
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          const options = new df.RetryOptions(60_000, 3);
          options.backoffCoefficient = 2;
          return yield context.df.callActivityWithRetry('flaky', options, 'x');
        },
      },
      activities: {
        flaky: () => {
          if (++attempts < 3) throw new Error(`attempt ${attempts}`);
          return attempts;
        },
      },
    });

    // Assess
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: 3 });
    const created = Date.parse(status.createdTime);
    expect(Date.parse(status.lastUpdatedTime) - created).toBeGreaterThanOrEqual(178_000);
  });

  it('a retry that fails for good fails the orchestration with the last error', async () => {
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          return yield context.df.callActivityWithRetry('broken', new df.RetryOptions(1000, 2), 'x');
        },
      },
      activities: {
        broken: () => {
          throw new Error('no luck');
        },
      },
    });
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain("Orchestrator function 'main' failed: Activity function 'broken' failed:  no luck");
  });

  it('timers fire, longer ones than six days in several steps', async () => {
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          const start = context.df.currentUtcDateTime.getTime();
          yield context.df.createTimer(new Date(start + 5000));
          yield context.df.createTimer(new Date(start + 20 * DAY_MS));
          return context.df.currentUtcDateTime.getTime() - start;
        },
      },
    });
    expect(status.runtimeStatus).toBe('Completed');
    expect(status.output).toBeGreaterThan(20 * DAY_MS - 1000);
    const { historyEvents } = (await hub.status('one', { showHistory: true }))!;
    const fired = (historyEvents as { EventType: string }[]).filter((event) => event.EventType === 'TimerFired');
    expect(fired.length).toBeGreaterThan(5);
  });

  it('a child returns its output to its parent, and its failure', async () => {
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          const good: unknown = yield context.df.callSubOrchestrator('child', { fail: false }, 'kid');
          try {
            yield context.df.callSubOrchestrator('child', { fail: true });
          } catch (error) {
            return [good, (error as Error).message.split(' \n ')[0]];
          }
          return 'not caught';
        },
        // eslint-disable-next-line require-yield -- an orchestrator that only returns
        *child(context: OrchestrationContext) {
          if (context.df.getInput<{ fail: boolean }>()!.fail) throw new Error('child failed');
          return { id: context.df.instanceId, parent: context.df.parentInstanceId };
        },
      },
    });
    expect(status.output).toEqual([{ id: 'kid', parent: 'one' }, "Orchestrator function 'child' failed: child failed"]);
  });

  it('an event wins against a timer, which is then cancelled', async () => {
    // Prepare
    await openHub(
      {
        orchestrations: {
          *main(context: OrchestrationContext) {
            const start = context.df.currentUtcDateTime.getTime();
            const deadline = context.df.createTimer(new Date(start + 60_000));
            const event = context.df.waitForExternalEvent('go');
            const winner: unknown = yield context.df.Task.any([event, deadline]);
            if (winner !== event) return 'timer';
            deadline.cancel();
            return event.result;
          },
        },
      },
      'manual',
    );
    await hub.start('main', { instanceId: 'one', input: null });
    await hub.idle();

    // Act
    const raised = await hub.raiseEvent('one', 'go', '{"by":"hand"}');
    const end = await hub.completion('one');

    // Assess
    expect(raised).toBe('accepted');
    expect(end).toMatchObject({ runtimeStatus: 'Completed', output: { by: 'hand' } });
  });

  it('an event goes to the wait that began last: one that was given up takes none', async () => {
    // Prepare
    await openHub(
      {
        orchestrations: {
          *main(context: OrchestrationContext) {
            for (let round = 1; ; round += 1) {
              const deadline = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
              const event = context.df.waitForExternalEvent('go');
              yield context.df.Task.any([event, deadline]);
              if (event.isCompleted) {
                deadline.cancel();
                return round;
              }
            }
          },
        },
      },
      'manual',
    );
    await hub.start('main', { instanceId: 'one', input: null });
    for (let round = 1; round <= 2; round += 1) {
      await hub.idle();
      platform.advance(61_000);
    }
    await hub.idle();

    // Act
    await hub.raiseEvent('one', 'go', '{}');
    const end = await hub.completion('one');

    // Assess
    expect(end).toMatchObject({ runtimeStatus: 'Completed', output: 3 });
  });

  it('an event in other letters does not wake JavaScript, though the extension takes it for the same', async () => {
    const waits = function* (context: OrchestrationContext) {
      const deadline = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
      const event = context.df.waitForExternalEvent('go');
      yield context.df.Task.any([event, deadline]);
      return event.isCompleted;
    };
    await openHub({ orchestrations: { main: waits } }, 'manual');
    await hub.start('main', { instanceId: 'one', input: null });
    await hub.raiseEvent('one', 'GO', '{}');
    await hub.idle();
    platform.advance(61_000);
    expect(await hub.completion('one')).toMatchObject({ runtimeStatus: 'Completed', output: false });
  });

  it('an event for one that was terminated is refused as finished', async () => {
    const waits = function* (context: OrchestrationContext) {
      yield context.df.waitForExternalEvent('go');
    };
    await openHub({ orchestrations: { main: waits } }, 'manual');
    await hub.start('main', { instanceId: 'one', input: null });
    await hub.idle();
    await hub.terminate('one', 'enough');
    await hub.completion('one');
    expect(await hub.raiseEvent('one', 'go', '{}')).toBe('finished');
  });

  it('continueAsNew begins again with its input and an empty history', async () => {
    const status = await run(
      {
        orchestrations: {
          *main(context: OrchestrationContext) {
            const count = context.df.getInput<number>()!;
            yield context.df.callActivity('note', count);
            if (count < 3) context.df.continueAsNew(count + 1);
            return count;
          },
        },
        activities: { note: () => null },
      },
      1,
    );
    expect(status).toMatchObject({ runtimeStatus: 'Completed', input: 3, output: 3 });
    const { historyEvents } = (await hub.status('one', { showHistory: true }))!;
    expect(historyEvents).toHaveLength(3);
  });

  it('an entity keeps its state, answers calls and is signalled', async () => {
    const status = await run({
      orchestrations: {
        *main(context: OrchestrationContext) {
          const counter = new df.EntityId('counter', 'c1');
          context.df.signalEntity(counter, 'add', 2);
          return yield context.df.callEntity(counter, 'add', 3);
        },
      },
      entities: {
        counter: (context) => {
          const state: number | undefined = context.df.getState(() => 0 as never);
          const sum = (state ?? 0) + (context.df.getInput<number>() ?? 0);
          context.df.setState(sum as never);
          context.df.return(sum);
        },
      },
    });
    expect(status.output).toBe(5);
    await hub.signalEntity('@counter@c1', 'add', '10');
    await hub.idle();
    expect(await hub.readEntity('@counter@c1')).toBe('15');
    expect(await hub.entities('Counter')).toMatchObject([{ entityId: { name: 'counter', key: 'c1' }, state: '15' }]);
  });
});

import type { OrchestrationContext } from 'durable-functions';
import { createVirtualPlatform, type VirtualPlatform } from '../../../../local/host/virtualPlatform';
import { createTaskHub, type LocalTaskHub } from '../../../../local/host/durable/createTaskHub';
import { InstanceExistsError } from '../../../../local/host/durable/taskHub';
import { createInProcessInvoker } from './inProcessInvoker';

const START = Date.parse('2026-05-01T12:00:00Z');

let hub: LocalTaskHub;
let platform: VirtualPlatform;
let broken: boolean;

beforeEach(async () => {
  broken = true;
  platform = createVirtualPlatform({ start: START, jump: 'manual' });
  const invoker = createInProcessInvoker({
    orchestrations: {
      *wait(context: OrchestrationContext) {
        return yield context.df.waitForExternalEvent('go');
      },
      // eslint-disable-next-line require-yield -- an orchestrator that only returns
      *echo(context: OrchestrationContext) {
        return context.df.getInput<unknown>();
      },
      *parent(context: OrchestrationContext) {
        return yield context.df.callSubOrchestrator('fragile', null, 'fragile-kid');
      },
      *fragile(context: OrchestrationContext) {
        return yield context.df.callActivity('repairable', 'x');
      },
    },
    activities: {
      repairable: () => {
        if (broken) throw new Error('broken');
        return 'repaired';
      },
    },
  });
  hub = createTaskHub(platform, { folder: '', storage: 'memory', invoker });
  await hub.open();
});

afterEach(() => hub.close());

async function start(name: string, instanceId: string, input = 'null'): Promise<void> {
  await hub.start(name, { instanceId, input });
  await hub.idle();
}

/** Three that have finished, with a minute between their starts, and then one that goes on. */
async function startOneAMinute(): Promise<void> {
  for (const id of ['b-2', 'a-1', 'b-1']) {
    await start('echo', id, '"secret"');
    platform.advance(60_000);
  }
  await start('wait', 'b-3');
}

describe('operations on instances', () => {
  it('an active id cannot be started again, a finished one is replaced and counted', async () => {
    await start('wait', 'one');
    const again = hub.start('wait', { instanceId: 'one', input: null });
    await expect(again).rejects.toThrow('An Orchestration instance with the status Running already exists.');
    await expect(again).rejects.toBeInstanceOf(InstanceExistsError);
    await hub.raiseEvent('one', 'go', '1');
    await hub.completion('one');
    await start('echo', 'one', '"second"');
    const status = (await hub.status('one', { showHistory: true }))!;
    expect(status).toMatchObject({ name: 'echo', runtimeStatus: 'Completed', output: 'second' });
    expect(status.historyEvents![0]).toMatchObject({ EventType: 'ExecutionStarted', Generation: 1 });
    expect(status.historyEvents!.at(-1)).not.toHaveProperty('Result');
  });

  it('what cannot be done to an instance is told apart', async () => {
    expect(await hub.raiseEvent('none', 'go', '1')).toBe('notFound');
    expect(await hub.terminate('none', 'x')).toBe('notFound');
    await start('echo', 'done');
    for (const outcome of [hub.raiseEvent('done', 'go', '1'), hub.suspend('done', 'x'), hub.rewind('done', 'x')]) {
      expect(await outcome).toBe('finished');
    }
    await start('wait', 'running');
    expect(await hub.resume('running', 'x')).toBe('invalidState');
    expect(await hub.suspend('running', 'hold')).toBe('accepted');
    await hub.idle();
    expect(await hub.suspend('running', 'hold')).toBe('invalidState');
    expect(await hub.rewind('running', 'x')).toBe('invalidState');
    expect(await hub.status('running')).toMatchObject({ runtimeStatus: 'Suspended', output: 'hold' });
  });

  it('a restart runs the same input again, under the same id or a new one', async () => {
    await start('echo', 'one', '{"a":1}');
    expect(await hub.restart('one', false)).toBe('one');
    const other = (await hub.restart('one', true))!;
    expect(other).toMatch(/^[0-9a-f]{32}$/);
    expect(await hub.completion(other)).toMatchObject({ name: 'echo', output: { a: 1 } });
    expect(await hub.restart('none', false)).toBeUndefined();
  });

  it('a rewind repairs the failed child and wakes its parent', async () => {
    // Prepare
    await start('parent', 'one');
    expect(await hub.status('one')).toMatchObject({ runtimeStatus: 'Failed' });
    broken = false;

    // Act
    const rewound = await hub.rewind('one', 'repaired it');
    const end = await hub.completion('one');

    // Assess
    expect(rewound).toBe('accepted');
    expect(end).toMatchObject({ runtimeStatus: 'Completed', output: 'repaired' });
    expect(await hub.status('fragile-kid')).toMatchObject({ runtimeStatus: 'Completed' });
  });

  it('a list filters by status, time and prefix', async () => {
    await startOneAMinute();
    const ids = async (filter: Parameters<LocalTaskHub['list']>[0]): Promise<string[]> =>
      (await hub.list(filter)).instances.map(({ instanceId }) => instanceId);
    expect(await ids({})).toEqual(['a-1', 'b-1', 'b-2', 'b-3']);
    expect(await ids({ instanceIdPrefix: 'b-' })).toEqual(['b-1', 'b-2', 'b-3']);
    expect(await ids({ runtimeStatus: ['Running', 'Failed'] })).toEqual(['b-3']);
    const [from, to] = [new Date(START + 30_000), new Date(START + 90_000)];
    expect(await ids({ createdTimeFrom: from, createdTimeTo: to })).toEqual(['a-1']);
  });

  it('a list comes in pages', async () => {
    // Prepare
    await startOneAMinute();

    // Act
    const first = await hub.list({ top: 3, showInput: false });
    const second = await hub.list({ top: 3, continuationToken: first.continuationToken! });

    // Assess
    expect(first.instances[0]).toMatchObject({ instanceId: 'a-1', input: null, output: 'secret' });
    expect(second.instances.map(({ instanceId }) => instanceId)).toEqual(['b-3']);
    expect(second.continuationToken).toBeUndefined();
  });

  it('a list shows an instance as it is now, not as it was listed before', async () => {
    await start('wait', 'one');
    expect((await hub.list({})).instances[0]).toMatchObject({ runtimeStatus: 'Running' });
    await hub.raiseEvent('one', 'go', '"came"');
    await hub.completion('one');
    expect((await hub.list({})).instances[0]).toMatchObject({ runtimeStatus: 'Completed', output: 'came' });
  });

  it('a purge by filter takes finished instances only', async () => {
    // Prepare
    await start('echo', 'old');
    platform.advance(60_000);
    await start('echo', 'done');
    await start('wait', 'running');

    // Act
    const purged = await hub.purgeBy({ createdTimeFrom: new Date(START + 30_000) });

    // Assess
    expect(purged).toBe(1);
    expect((await hub.list({})).instances.map(({ instanceId }) => instanceId)).toEqual(['old', 'running']);
  });

  it('a purge by id takes an instance that runs too', async () => {
    await start('wait', 'running');
    expect(await hub.purge('running')).toBe(1);
    expect(await hub.completion('running')).toBeUndefined();
  });
});

import type { OrchestrationContext } from 'durable-functions';
import { createTaskHub, type LocalTaskHub } from '../../local/host/durable/createTaskHub';
import { createVirtualPlatform, type VirtualPlatform } from '../../local/host/virtualPlatform';
import { acquireSlot } from '../../src/activities/slots/acquireSlot';
import { releaseSlot } from '../../src/activities/slots/releaseSlot';
import { settle } from '../../src/activities/settle';
import { CANCELED, done, failed, type Ending } from '../../src/domain/failures/ending';
import { internalError } from '../../src/domain/failures/failure';
import type { RunReport } from '../../src/domain/report/report';
import { createInstances } from '../../src/functions/instances/createInstances';
import type { BatchInput } from '../../src/orchestrations/batchInput';
import { withSlot } from '../../src/orchestrations/slot';
import type { Step, Steps } from '../../src/orchestrations/steps';
import { createFakes } from '../helpers/fakes';
import { SOURCE } from '../helpers/route';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { hubClient } from '../sim/app/hubClient';
import { createSimulatedMachine } from '../sim/app/simulatedMachine';
import { away, INPUT, refused, runTransfer } from './runTransfer';

const WINDOW = { registryId: SOURCE.registryId, kind: 'export' } as const;
const OPERATOR = 'by an operator';

/** Runs of a registry that may have one at work: each begins, and goes on until the test ends it. */
class Registry {
  readonly fakes = createFakes();
  readonly platform: VirtualPlatform = createVirtualPlatform({ jump: 'manual' });
  readonly begun: string[] = [];
  /** Names of the activities that were called. */
  readonly calls: string[] = [];
  /** What an activity answers instead of what it would: called before each, or after it did its work. */
  before: (name: string) => unknown = () => undefined;
  after: (name: string) => unknown = () => undefined;
  readonly hub: LocalTaskHub;
  readonly deps;

  constructor() {
    const machine = createSimulatedMachine(this.platform);
    const instances = createInstances(
      { ...hubClientOf(() => this.hub), raiseEvent: (id, event, data) => this.raise(id, event, data) },
      machine,
    );
    this.deps = { ...this.fakes.deps, machine, instances };
    const activity = <I, O>(name: string, run: (deps: Registry['deps'], input: I) => Promise<O>) => {
      const settled = settle(machine, name, (input: I) => run(this.deps, input));
      return async (input: never) => {
        this.calls.push(name);
        return this.before(name) ?? (await settled(input).then((ending) => this.after(name) ?? ending));
      };
    };
    const { transfers } = this.fakes;
    const invoker = createInProcessInvoker({
      orchestrations: { run: (context) => runOf(context) },
      activities: {
        acquireSlot: activity('acquireSlot', acquireSlot),
        releaseSlot: activity('releaseSlot', releaseSlot),
        lookForCancel: async () => done({ cancelRequested: await transfers.isCancelRequested('t1') }),
        begin: (run: never) => void this.begun.push(run),
      },
    });
    this.hub = createTaskHub(this.platform, { folder: '', storage: 'memory', invoker });
  }

  /** How events reach orchestrations. */
  raise: (id: string, event: string, data: unknown) => Promise<void> = (id, event, data) =>
    hubClient(this.hub).raiseEvent(id, event, data);

  async start(name: string, changes: Partial<BatchInput> = {}): Promise<void> {
    const { polling, patience } = INPUT;
    const input = {
      transferId: 't1',
      route: 'prod',
      polling,
      patience,
      windows: { exports: 1, imports: 1 },
      ...changes,
    };
    await this.hub.start('run', { instanceId: `of-${name}`, input: JSON.stringify({ ...input, batch: { name } }) });
    await this.hub.idle();
  }

  async finish(name: string, how = 'well'): Promise<void> {
    await this.hub.raiseEvent(`of-${name}`, 'finish', JSON.stringify(how));
    await this.hub.idle();
  }

  async pass(seconds: number): Promise<void> {
    for (const end = this.platform.now() + seconds * 1000; this.platform.now() < end;) {
      this.platform.advance(Math.min(10_000, end - this.platform.now()));
      await this.hub.idle();
    }
  }

  async show(name: string): Promise<unknown> {
    return (await this.hub.status(`of-${name}`))?.customStatus;
  }

  async end(name: string): Promise<unknown> {
    const status = await this.hub.status(`of-${name}`);
    return status?.runtimeStatus === 'Completed' ? status.output : status?.runtimeStatus;
  }

  get slots(): string[][] {
    const { holders, waiters } = this.fakes.slots.slotsOf(WINDOW);
    return [holders.map(({ run }) => run), waiters.map(({ run }) => run)];
  }
}

function hubClientOf(hub: () => LocalTaskHub): ReturnType<typeof hubClient> {
  return {
    getStatus: (...asked) => hubClient(hub()).getStatus(...asked),
    terminate: (...asked) => hubClient(hub()).terminate(...asked),
    raiseEvent: (...asked) => hubClient(hub()).raiseEvent(...asked),
    getStatusBy: (...asked) => hubClient(hub()).getStatusBy(...asked),
    purgeInstanceHistory: (...asked) => hubClient(hub()).purgeInstanceHistory(...asked),
    startNew: (...asked) => hubClient(hub()).startNew(...asked),
  };
}

function* runOf(context: OrchestrationContext): Steps<Ending<undefined>> {
  const input = context.df.getInput<BatchInput>();
  const runName = input.batch.name;
  const { ending } = yield* withSlot(context, input, { kind: 'export', runName }, () => work(context, runName));
  return ending;
}

function* work(context: OrchestrationContext, runName: string): Step<undefined, { run?: RunReport }> {
  yield context.df.callActivity('begin', runName);
  const how: string = yield context.df.waitForExternalEvent('finish');
  if (how === 'badly') throw new Error('a defect');
  return { ending: done(undefined) };
}

let registry: Registry;
beforeEach(async () => {
  registry = new Registry();
  await registry.hub.open();
});
afterEach(() => registry.hub.close());

it('who finds no slot free waits, says so, and begins as soon as one is given back', async () => {
  await registry.start('a');
  await registry.start('b');
  expect(registry.begun).toEqual(['a']);
  expect(await registry.show('b')).toEqual({
    phase: 'exporting',
    percentage: 0,
    note: 'waiting for one of the export slots of the registry builds, which has 1',
  });
  const before = registry.platform.now();
  await registry.finish('a');
  expect(registry.begun).toEqual(['a', 'b']);
  expect(registry.platform.now()).toBe(before);
  expect(await registry.show('b')).toEqual({ phase: 'exporting', percentage: 0 });
  await registry.finish('b');
  expect(await registry.end('b')).toEqual({ end: 'done' });
  expect(registry.slots).toEqual([[], []]);
});

it('begins without an event as well: the timer wins, however often', async () => {
  registry.raise = async () => undefined;
  await registry.start('a');
  await registry.start('b');
  await registry.pass(200);
  expect(registry.begun).toEqual(['a']);
  await registry.finish('a');
  expect(registry.begun).toEqual(['a']);
  await registry.pass(60);
  expect(registry.begun).toEqual(['a', 'b']);
});

it('is woken after timers have won before', async () => {
  await registry.start('a');
  await registry.start('b');
  await registry.pass(200);
  const before = registry.platform.now();
  await registry.finish('a');
  expect([registry.begun, registry.platform.now()]).toEqual([['a', 'b'], before]);
});

it('an event that comes when it has its slot already does no harm', async () => {
  await registry.start('a');
  await registry.start('b');
  await registry.pass(200);
  await registry.finish('a');
  await registry.hub.raiseEvent('of-b', 'b', '{}');
  await registry.hub.idle();
  await registry.finish('b');
  expect(await registry.end('b')).toEqual({ end: 'done' });
});

it('an event that came for nothing is no slot', async () => {
  await registry.start('a');
  await registry.start('b');
  await registry.hub.raiseEvent('of-b', 'b', '{}');
  await registry.hub.idle();
  expect(registry.begun).toEqual(['a']);
  expect(registry.slots).toEqual([['a'], ['b']]);
});

it('who is canceled while it waits leaves the line soon, and takes its steps, which start nothing', async () => {
  await registry.start('a');
  await registry.start('b');
  registry.fakes.transfers.cancels.add('t1');
  await registry.pass(40);
  expect(registry.begun).toEqual(['a', 'b']);
  await registry.finish('b');
  expect(registry.slots).toEqual([['a'], []]);
});

it('the slot of a terminated orchestration goes to the next within minutes', async () => {
  await registry.start('a');
  await registry.start('b');
  await registry.hub.terminate('of-a', OPERATOR);
  await registry.pass(300);
  expect(registry.begun).toEqual(['a', 'b']);
  expect(registry.slots).toEqual([['b'], []]);
});

it('whoever was terminated while it waited is passed over', async () => {
  for (const name of ['a', 'b', 'c']) await registry.start(name);
  await registry.hub.terminate('of-b', OPERATOR);
  await registry.finish('a');
  expect(registry.begun).toEqual(['a', 'c']);
  await registry.finish('c');
  expect(registry.slots[0]).toEqual([]);
});

it('a release whose answer got lost is made again, and hands the slot on once', async () => {
  for (const name of ['a', 'b', 'c']) await registry.start(name);
  let lost = 0;
  registry.after = (name) => (name === 'releaseSlot' && (lost += 1) === 1 ? away() : undefined);
  await registry.finish('a');
  await registry.pass(30);
  expect(lost).toBe(2);
  expect(registry.begun).toEqual(['a', 'b']);
  expect(registry.slots).toEqual([['b'], ['c']]);
});

it('a release that does not go through holds nobody up for longer than ten minutes', async () => {
  await registry.start('a');
  await registry.start('b');
  registry.before = (name) => (name === 'releaseSlot' ? away() : undefined);
  await registry.finish('a');
  await registry.pass(620);
  expect(await registry.end('a')).toEqual({ end: 'done' });
  await registry.pass(600);
  expect(registry.begun).toEqual(['a', 'b']);
});

it('the slot is given back whatever comes of the steps', async () => {
  await registry.start('a');
  await registry.finish('a', 'badly');
  expect(await registry.end('a')).toBe('Failed');
  expect(registry.slots).toEqual([[], []]);
});

it('a store that is away is waited out', async () => {
  registry.before = (name) => (name === 'acquireSlot' ? away() : undefined);
  await registry.start('a');
  await registry.pass(600);
  expect(registry.begun).toEqual([]);
  registry.before = () => undefined;
  await registry.pass(600);
  expect(registry.begun).toEqual(['a']);
});

describe('a store that stays away', () => {
  beforeEach(() => (registry.before = (name) => (name === 'acquireSlot' ? refused() : undefined)));

  it('ends the step, and nothing is started', async () => {
    await registry.start('a');
    await registry.pass(10);
    expect(await registry.end('a')).toMatchObject({ end: 'failed', failure: { code: 'access_denied' } });
    expect(registry.begun).toEqual([]);
  });
});

it('a run that an earlier orchestration has created is followed at once, though no slot is free', async () => {
  await registry.start('a');
  await registry.start('b');
  await registry.fakes.deps.pipelines.startExport(SOURCE, 'prod', 'c', { blobName: 'blob', artifacts: ['app:1.0'] });
  await registry.start('c', { life: 'again' });
  expect(registry.begun).toEqual(['a', 'c']);
  await registry.finish('a');
  expect(registry.begun).toEqual(['a', 'c']);
  await registry.finish('c');
  expect(registry.begun).toEqual(['a', 'c', 'b']);
});

it('a batch that an earlier version began needs no slot', async () => {
  await registry.start('a');
  const { polling, patience } = INPUT;
  const old = { transferId: 't1', route: 'prod', polling, patience, batch: { name: 'b' } };
  await registry.hub.start('run', { instanceId: 'of-b', input: JSON.stringify(old) });
  await registry.hub.idle();
  expect(registry.begun).toEqual(['a', 'b']);
  await registry.finish('b');
  expect(registry.calls).toEqual(['acquireSlot']);
});

describe('in a whole transfer', () => {
  it('a cancel while it waits ends it as canceled, with no run', async () => {
    const { report, calls } = await runTransfer({ acquireSlot: () => CANCELED, startExportRun: () => CANCELED });
    expect(report.outcome).toBe('canceled');
    expect(report.batches[0]).not.toHaveProperty('exportRun');
    expect(calls).toContain('releaseSlot');
  });

  it('what holds the import slot back is told, and what an earlier orchestration may have started is named', async () => {
    const { batch } = await runTransfer(
      {
        acquireSlot: ({ kind }) =>
          kind === 'import' ? failed(internalError(new Error('x'))) : done({ acquired: true, registry: 'builds' }),
      },
      { life: 'again' },
    );
    expect(batch).toMatchObject({ importRun: { outcome: 'unknown' } });
  });

  it('a slot is held for the run only', async () => {
    const { calls } = await runTransfer();
    const steps = calls.filter((name) => /Slot$|^start|^inspect|^verify/.test(name));
    expect(steps).toEqual([
      ...['acquireSlot', 'startExportRun', 'releaseSlot', 'inspectExportedBlob'],
      ...['acquireSlot', 'startImportRun', 'releaseSlot', 'verifyArtifacts'],
    ]);
  });

  it('a wait costs the history eight events for each time it asks, and goes on at the hour', async () => {
    // Prepare
    const { historyEvents: usual } = await runTransfer();
    const asks = 40;
    let asked = 0;

    // Act
    const { historyEvents, elapsed } = await runTransfer({
      acquireSlot: () => done({ acquired: (asked += 1) > asks, registry: 'builds' }),
    });

    // Assess
    expect(elapsed).toBeGreaterThan(3_600_000);
    expect(historyEvents - usual).toBeLessThanOrEqual(8 * asks);
  });
});

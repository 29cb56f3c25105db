import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { InstanceStatus } from '../../local/host/durable/taskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { endRebuild } from '../../src/activities/ledger/endRebuild';
import { fillLedger } from '../../src/activities/ledger/fillLedger';
import { settle } from '../../src/activities/settle';
import { AccessDeniedError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import type { LedgerRebuild } from '../../src/domain/ledger/rebuild';
import { rebuildLedger, type RebuildLedgerInput } from '../../src/orchestrations/rebuildLedger';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { TARGET } from '../helpers/route';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { createSimulatedMachine } from '../sim/app/simulatedMachine';

const REBUILD: LedgerRebuild = {
  ...{ id: 'rebuild-1', route: 'prod', target: TARGET, startedAt: '2026-11-28T09:00:00.000Z' },
  startedBy: { kind: 'functionKey', name: 'function key' },
};
const INPUT: RebuildLedgerInput = {
  ...{ route: 'prod', rebuildId: REBUILD.id },
  patience: { stepMinutes: 60, accessMinutes: 10 },
};
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const REPOSITORIES = 600;
const denied = new AccessDeniedError('list x', 'AcrPull', { words: '403 denied' });

/**
 * Rebuilds the ledger of a target with 600 repositories, each of whose looks takes a second.
 *
 * @param look  called before each look is answered, with the time since the start
 */
async function rebuild(look: (key: string, elapsed: number) => void = () => undefined) {
  const { registries, ledger, rebuilds, deps } = createFakes();
  for (let index = 0; index < REPOSITORIES; index += 1) registries.push(TARGET, `r${1000 + index}:v1`, digestOf('a'));
  await rebuilds.write(REBUILD, undefined);
  const platform = createVirtualPlatform();
  const machine = createSimulatedMachine(platform);
  const begun = platform.now();
  registries.beforeLookup = async (key) => {
    platform.advance(SECOND);
    look(key, platform.now() - begun);
  };
  const shown: unknown[] = [];
  const calls: string[] = [];
  const activity = <I, O>(name: string, run: (input: I) => Promise<O>) => {
    const settled = settle(machine, name, run);
    return async (input: never) => {
      calls.push(name);
      shown.push((await hub.status('rebuild-1'))?.customStatus);
      return settled(input);
    };
  };
  const own = { ...deps, machine };
  const invoker = createInProcessInvoker({
    orchestrations: { rebuildLedger: (context) => rebuildLedger(context, context.df.getInput()) },
    activities: {
      fillLedger: activity('fillLedger', (input: Parameters<typeof fillLedger>[1]) => fillLedger(own, input)),
      endRebuild: activity('endRebuild', (input: Parameters<typeof endRebuild>[1]) => endRebuild(own, input)),
    },
  });
  const hub = createTaskHub(platform, { folder: '', storage: 'memory', invoker });
  await hub.open();
  try {
    await hub.start('rebuildLedger', { instanceId: 'rebuild-1', input: JSON.stringify(INPUT) });
    const status = (await hub.completion('rebuild-1')) as InstanceStatus;
    const { historyEvents = [] } = (await hub.status('rebuild-1', { showHistory: true })) ?? {};
    const found = (await rebuilds.read('prod'))?.rebuild;
    const entries = ledger.entriesOf('prod').length;
    return {
      status,
      end: found?.end,
      entries,
      shown,
      calls,
      elapsed: platform.now() - begun,
      events: historyEvents.length,
    };
  } finally {
    await hub.close();
  }
}

it('lists the whole target in as many calls as it takes, each with a history of its own', async () => {
  const { status, end, entries, shown, calls, events } = await rebuild();
  expect(status.runtimeStatus).toBe('Completed');
  expect(end).toMatchObject({ outcome: 'succeeded', repositories: REPOSITORIES, entries: REPOSITORIES, failures: [] });
  expect(entries).toBe(REPOSITORIES);
  expect(calls.filter((name) => name === 'fillLedger').length).toBeGreaterThan(10);
  expect(shown[0]).toEqual({ repositories: 0, failedRepositories: 0, entries: 0 });
  expect(shown.at(-2)).toMatchObject({ repositories: expect.any(Number) });
  expect((shown.at(-2) as { repositories: number }).repositories).toBeGreaterThan(500);
  expect(events).toBeLessThan(20);
});

it('a registry that is away is waited for, as long as it asks', async () => {
  let busyUntil = 0;
  let tooEarly = 0;
  const { end, elapsed } = await rebuild((key, now) => {
    if (key === 'production/r1100' && busyUntil === 0) busyUntil = now + 20 * MINUTE;
    else if (now < busyUntil) tooEarly += 1;
    if (now >= busyUntil) return;
    throw new ServiceUnavailableError('list x', { words: '429', retryAfterSeconds: (busyUntil - now) / SECOND });
  });
  expect(end).toMatchObject({ outcome: 'succeeded', repositories: REPOSITORIES });
  expect(tooEarly).toBe(0);
  expect(elapsed).toBeGreaterThan(20 * MINUTE);
});

it('one that stays away ends it, with what was noted', async () => {
  const { end, entries, elapsed } = await rebuild((_, now) => {
    if (now > 5 * MINUTE) throw new ServiceUnavailableError('list x', { words: '503 for good' });
  });
  expect(end).toMatchObject({
    outcome: 'failed',
    failures: [{ code: 'service_unavailable', message: expect.stringContaining('503 for good') }],
  });
  expect(end?.entries).toBe(entries);
  expect(entries).toBeGreaterThan(100);
  expect(elapsed).toBeGreaterThan(60 * MINUTE);
});

it('a role that is new is waited for', async () => {
  const { end } = await rebuild((_, now) => {
    if (now < 8 * MINUTE) throw denied;
  });
  expect(end).toMatchObject({ outcome: 'succeeded', repositories: REPOSITORIES });
});

it('repositories that stay refused are left out, and waited for once', async () => {
  const { end, entries, elapsed } = await rebuild((key) => {
    if (/production\/r1[24]\d\d/.test(key)) throw denied;
  });
  expect(end).toMatchObject({
    ...{ outcome: 'partial', repositories: 400, failedRepositories: 200, entries: 400 },
    failures: Array.from({ length: 5 }, () => expect.objectContaining({ code: 'access_denied' })),
  });
  expect(entries).toBe(400);
  expect(elapsed).toBeLessThan(60 * MINUTE);
});

it('a registry that never lets the app in ends it', async () => {
  const { end } = await rebuild(() => {
    throw denied;
  });
  expect(end).toMatchObject({ outcome: 'failed', repositories: 0, failures: [{ code: 'access_denied' }] });
});

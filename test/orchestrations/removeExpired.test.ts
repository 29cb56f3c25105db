import { createTaskHub } from '../../local/host/durable/createTaskHub';
import type { InstanceStatus } from '../../local/host/durable/taskHub';
import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { forgetCleanups } from '../../src/activities/retention/forgetCleanups';
import { bindActivities } from '../../src/activities/activities';
import type { ActivityDependencies } from '../../src/activities/dependencies';
import { AccessDeniedError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import { pipelineRunName, transferIdFor } from '../../src/domain/names';
import type { Cleanup } from '../../src/domain/retention/cleanup';
import { partsOf } from '../../src/domain/retention/cleanup';
import { removeExpired } from '../../src/orchestrations/removeExpired';
import { createFakes, NO_INSTANCES } from '../helpers/fakes';
import { route as routeOf, SOURCE, TARGET } from '../helpers/route';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import { cleanupOf } from './cleanupWorld';
import { createSimulatedMachine } from '../sim/app/simulatedMachine';

const SOON_OVER = { runDays: 0, keepRuns: 0, foreignRuns: true };
const RUNS = 100;

/** Cleans up a route on whose registries there are many old runs that somebody else created. */
async function clean(spoil: (deps: ActivityDependencies, minutes: () => number) => Partial<ActivityDependencies>) {
  const { registries, cleanups, deps } = createFakes();
  const platform = createVirtualPlatform();
  const begun = platform.now();
  for (const [end, kind] of [
    [SOURCE, 'export'],
    [TARGET, 'import'],
  ] as const) {
    for (let index = 0; index < RUNS; index += 1) {
      registries.runs.set(`${end.registryName}/old${index}`, {
        ...{ request: {}, pipelineId: `${end.registryId}/${kind}Pipelines/${end.pipeline}` },
        status: { resourceId: '', percentage: 100, provisioningState: 'Succeeded', status: 'Succeeded' },
        endedAt: new Date(begun - 1_000).toISOString(),
      });
    }
  }
  const route = routeOf({ retention: SOON_OVER });
  const cleanup: Cleanup = {
    ...{ id: 'cleanup-20261129T020000000Z-00000001', dryRun: false, routes: [route] },
    ...{ startedBy: { kind: 'trigger', name: 'daily cleanup' }, startedAt: new Date(begun).toISOString() },
  };
  await cleanups.keep(cleanup);
  const machine = createSimulatedMachine(platform);
  const minutes = (): number => (platform.now() - begun) / 60_000;
  const own = { ...deps, machine };
  const activities = bindActivities({ ...own, ...spoil(own, minutes) }, () => NO_INSTANCES);
  const invoker = createInProcessInvoker({
    orchestrations: { removeExpired: (context) => removeExpired(context, context.df.getInput()) },
    activities: activities as never,
  });
  const hub = createTaskHub(platform, { folder: '', storage: 'memory', invoker });
  await hub.open();
  try {
    const input = JSON.stringify({ cleanupId: cleanup.id, dryRun: false, parts: partsOf([route]) });
    await hub.start('removeExpired', { instanceId: cleanup.id, input });
    const status = (await hub.completion(cleanup.id)) as InstanceStatus;
    const { historyEvents = [] } = (await hub.status(cleanup.id, { showHistory: true })) ?? {};
    const { end } = (await cleanups.find(cleanup.id)) ?? {};
    const left = [SOURCE, TARGET].map(
      ({ registryName }) => [...registries.runs.keys()].filter((key) => key.startsWith(`${registryName}/`)).length,
    );
    return { status, events: historyEvents.length, end, left, minutes: minutes() };
  } finally {
    await hub.close();
  }
}

const away = () => new ServiceUnavailableError('list runs', { words: '503' });

it('goes through lists of any length, in executions with short histories', async () => {
  const { status, events, end, left } = await clean(() => ({}));
  expect(status.runtimeStatus).toBe('Completed');
  expect(end).toMatchObject({ outcome: 'succeeded', failures: [] });
  expect(end?.summary.filter(({ outcome }) => outcome === 'removed').map(({ kind, count }) => [kind, count])).toEqual([
    ['exportRun', RUNS],
    ['importRun', RUNS],
  ]);
  expect(left).toEqual([0, 0]);
  expect(events).toBeLessThan(200);
});

it('what is away for a while is waited for', async () => {
  const { end, left, minutes } = await clean((deps, passed) => ({
    pipelineRuns: {
      ...deps.pipelineRuns,
      list: async (...asked) => (passed() < 5 ? Promise.reject(away()) : deps.pipelineRuns.list(...asked)),
    },
  }));
  expect(end).toMatchObject({ outcome: 'succeeded', failures: [] });
  expect(left).toEqual([0, 0]);
  expect(minutes).toBeGreaterThan(5);
});

it('an end that refuses, or stays away, does not keep the others; the summary says why', async () => {
  const denied = new AccessDeniedError('list runs', 'a role', { words: '403' });
  const { end, left } = await clean((deps) => ({
    pipelineRuns: {
      ...deps.pipelineRuns,
      list: async (asked, page) =>
        asked.registryName === SOURCE.registryName ? Promise.reject(denied) : deps.pipelineRuns.list(asked, page),
    },
    storedBlobs: { ...deps.storedBlobs, list: async () => Promise.reject(away()) },
  }));
  expect(end?.outcome).toBe('partial');
  expect(end?.failures.map(({ code }) => code)).toEqual([
    'access_denied',
    'service_unavailable',
    'service_unavailable',
  ]);
  expect(left).toEqual([RUNS, 0]);
});

it('a page whose removal comes to no end is told as unknown, the others are removed', async () => {
  const { end, left } = await clean((deps) => ({
    pipelineRuns: {
      ...deps.pipelineRuns,
      remove: async (asked, name) => (name === 'old7' ? Promise.reject(away()) : deps.pipelineRuns.remove(asked, name)),
    },
  }));
  expect(end?.outcome).toBe('partial');
  expect(left).toEqual([1, 1]);
  const unknown = end?.summary.filter(({ outcome }) => outcome === 'unknown') ?? [];
  expect(unknown.map(({ kind }) => kind)).toEqual(['exportRun', 'importRun']);
});

it('cleanups that ended more than 90 days ago are forgotten', async () => {
  const { deps, cleanups } = createFakes();
  const ended = { outcome: 'succeeded', endedAt: '', pages: [], summary: [], failures: [] } as const;
  const ids = ['20260801', '20261128', '20260802'].map((day) => `cleanup-${day}T020000000Z-00000001`);
  for (const id of ids) await cleanups.writeEnd(id, { ...ended, pages: [], summary: [], failures: [] });
  const latest = { ...cleanupOf(routeOf()), id: ids[2] ?? '' };
  await cleanups.writeLatest(latest, undefined);
  const machine = { ...deps.machine, now: () => Date.parse('2026-11-29T02:00:00Z') };
  expect(await forgetCleanups({ cleanups, machine }, {})).toEqual({ forgotten: 1 });
  expect([...cleanups.ends.keys()]).toEqual([ids[1], ids[2]]);
});

it('the names that it knows its runs by are those that it gives them', () => {
  for (const kind of ['export', 'import'] as const) {
    expect(pipelineRunName(kind, transferIdFor('x'), 'b', 1)).toMatch(
      kind === 'export' ? /^e[0-9a-f]{32}$/ : /^i[0-9a-f]{32}$/,
    );
  }
});

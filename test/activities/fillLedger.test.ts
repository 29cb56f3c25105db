import { endRebuild } from '../../src/activities/ledger/endRebuild';
import { fillLedger, type Filled } from '../../src/activities/ledger/fillLedger';
import { CANCELED } from '../../src/domain/failures/ending';
import { AccessDeniedError, LedgerUnreadableError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import { NOTHING_FOUND, type LedgerRebuild, type RebuildPlace } from '../../src/domain/ledger/rebuild';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { SOURCE, TARGET } from '../helpers/route';

const [A, B, C] = [digestOf('a'), digestOf('b'), digestOf('c')];
const STARTED = Date.parse('2026-11-28T09:00:00.000Z');
const REBUILD: LedgerRebuild = {
  ...{ id: 'rebuild-1', route: 'prod', target: TARGET, startedAt: new Date(STARTED).toISOString() },
  startedBy: { kind: 'functionKey', name: 'function key' },
};
const OF_REBUILD = { route: 'prod', rebuildId: 'rebuild-1' };

/** Every look at the registry takes a second. */
async function setUp() {
  const { registries, ledger, rebuilds, deps } = createFakes();
  await rebuilds.write(REBUILD, undefined);
  let now = STARTED;
  const machine = { ...deps.machine, now: () => now };
  registries.beforeLookup = async () => void (now += 1_000);
  const fill = (place: RebuildPlace = {}, skipsRefused = false) =>
    fillLedger({ ...deps, machine }, { ...OF_REBUILD, place, skipsRefused });
  /** Calls as often as the orchestration would. */
  async function fillAll(): Promise<{ calls: number; entries: number; repositories: number }> {
    const sum = { calls: 0, entries: 0, repositories: 0 };
    for (let next: RebuildPlace | undefined = {}; next;) {
      const filled = (await fill(next)) as Filled;
      sum.calls += 1;
      sum.entries += filled.found.entries;
      sum.repositories += filled.found.repositories;
      next = filled.next;
    }
    return sum;
  }
  const pass = (seconds: number) => void (now += seconds * 1_000);
  return { registries, ledger, rebuilds, deps: { ...deps, machine }, fill, fillAll, pass };
}

describe('what a rebuild notes', () => {
  it('is every tag with its digest, and every manifest without a tag, of the target alone', async () => {
    // Prepare
    const { registries, ledger, fillAll } = await setUp();
    registries.push(TARGET, 'app:v1', A);
    registries.push(TARGET, 'app:latest', A);
    registries.push(TARGET, 'team/web:v1', B);
    registries.push(TARGET, `team/web@${C}`, C);
    registries.push(SOURCE, 'app:v2', B);

    // Act
    const filled = await fillAll();

    // Assess
    expect(filled).toEqual({ calls: 1, entries: 4, repositories: 2 });
    const seen = { firstTransfer: 'rebuild-1', lastTransfer: 'rebuild-1', verified: false };
    expect(ledger.entriesOf('prod')).toMatchObject([
      { repository: 'app', tag: 'latest', digest: A, ...seen },
      { repository: 'app', tag: 'v1', digest: A, ...seen },
      { repository: 'team/web', tag: 'v1', digest: B, ...seen },
      { repository: 'team/web', digest: C, ...seen },
    ]);
  });

  it('has the time before its page was asked for: what was delivered while the registry answered is newer', async () => {
    // Prepare
    const { registries, ledger, fillAll } = await setUp();
    registries.push(TARGET, 'app:latest', A);
    const at = new Date(STARTED + 1_500).toISOString();
    await ledger.record('prod', { id: 't1', at }, [{ repository: 'app', tag: 'latest', digest: B }]);

    // Act
    await fillAll();

    // Assess
    const known = await ledger.ofRepository('prod', 'app');
    expect(known.has({ tag: 'latest', digest: B })).toBe(true);
    expect(known.has({ tag: 'latest', digest: A })).toBe(false);
  });

  it('corrects a ledger whose target somebody changed, and leaves verified what was', async () => {
    // Prepare
    const { registries, ledger, fillAll } = await setUp();
    registries.push(TARGET, 'app:latest', A);
    for (const [index, digest] of [A, B].entries()) {
      const at = new Date(STARTED - 60_000 + index).toISOString();
      await ledger.record('prod', { id: `t${index}`, at }, [{ repository: 'app', tag: 'latest', digest }]);
    }

    // Act
    await fillAll();

    // Assess
    expect((await ledger.ofRepository('prod', 'app')).has({ tag: 'latest', digest: A })).toBe(true);
    expect(ledger.entriesOf('prod').map(({ verified }) => verified)).toEqual([true, true]);
  });

  it('is the same however often it is noted; a later delivery makes it verified', async () => {
    const { registries, ledger, fillAll } = await setUp();
    registries.push(TARGET, 'app:v1', A);
    await fillAll();
    await fillAll();
    expect(ledger.entriesOf('prod')).toMatchObject([{ tag: 'v1', verified: false }]);
    await ledger.record('prod', { id: 't1', at: '2026-11-28T10:00:00.000Z' }, [
      { repository: 'app', tag: 'v1', digest: A },
    ]);
    expect(ledger.entriesOf('prod')).toMatchObject([
      { firstTransfer: 'rebuild-1', lastTransfer: 't1', verified: true },
    ]);
  });

  it('leaves out what the registry says is deleted, and has what is only locked', async () => {
    const { registries, ledger, fillAll } = await setUp();
    registries.push(TARGET, 'app:gone', A);
    registries.push(TARGET, 'app:locked', B);
    registries.states.set('production/app:gone', 'softDeleted');
    registries.states.set('production/app:locked', 'locked');
    await fillAll();
    expect(ledger.entriesOf('prod').map(({ tag }) => tag)).toEqual(['locked']);
  });

  it('is nothing of a repository that is gone, or of an empty registry', async () => {
    const { registries, fillAll } = await setUp();
    expect(await fillAll()).toEqual({ calls: 1, entries: 0, repositories: 0 });
    registries.push(TARGET, 'app:v1', A);
    registries.remove(TARGET, 'app', A);
    expect(await fillAll()).toEqual({ calls: 1, entries: 0, repositories: 1 });
  });
});

describe('a rebuild of much', () => {
  it('goes on where its time was up, also in the middle of a repository', async () => {
    // Prepare
    const { registries, ledger, fillAll, pass } = await setUp();
    for (let index = 0; index < 2_500; index += 1) registries.push(TARGET, `large:v${index}`, digestOf(`${index % 7}`));
    for (let index = 0; index < 1_050; index += 1) {
      registries.push(TARGET, `small/r${index}:v1`, A);
      if (index % 50 > 0) registries.remove(TARGET, `small/r${index}`, A);
    }
    let looks = 0;
    registries.beforeLookup = async () => {
      looks += 1;
      pass(1);
    };

    // Act
    const filled = await fillAll();

    // Assess
    expect(filled).toMatchObject({ entries: 2_521, repositories: 1_051 });
    expect(filled.calls).toBeGreaterThan(2_100 / 95);
    // A call that begins asks for the page of names once more.
    expect(looks).toBeLessThanOrEqual(2 + 4 + 2 * 1_050 + filled.calls);
    expect(ledger.entriesOf('prod')).toHaveLength(2_521);
  });

  it('asks no repository twice when a service was away in between', async () => {
    const { registries, ledger, fill, fillAll } = await setUp();
    for (const name of ['a', 'b', 'c']) registries.push(TARGET, `${name}:v1`, A);
    const asked: string[] = [];
    const away = new ServiceUnavailableError('list x', { words: '429', retryAfterSeconds: 77 });
    registries.beforeLookup = async (key) => {
      if (key === 'production/b' && !asked.includes(key)) {
        asked.push(key);
        throw away;
      }
      asked.push(key);
    };
    const first = (await fill()) as Filled;
    expect(first).toEqual({
      found: { ...NOTHING_FOUND, repositories: 1, entries: 1 },
      next: { after: 'a' },
      retryAfterSeconds: 77,
    });
    expect(await fill(first.next)).toEqual({ found: { ...NOTHING_FOUND, repositories: 2, entries: 2 } });
    expect(asked.filter((key) => key === 'production/a')).toHaveLength(2);
    await fillAll();
    expect(ledger.entriesOf('prod')).toHaveLength(3);
  });
});

describe('what is refused', () => {
  const denied = new AccessDeniedError('list the tags of b', 'AcrPull on the registry', { words: '403 denied' });

  it('is thrown where nothing was done before, so that somebody waits; once that was done it is left out', async () => {
    const { registries, ledger, fill } = await setUp();
    for (const name of ['a', 'b', 'c']) registries.push(TARGET, `${name}:v1`, A);
    registries.beforeLookup = async (key) => {
      if (key === 'production/b') throw denied;
    };
    expect(await fill()).toMatchObject({ found: { repositories: 1 }, next: { after: 'a' } });
    await expect(fill({ after: 'a' })).rejects.toBe(denied);
    expect(await fill({ after: 'a' }, true)).toMatchObject({
      found: {
        ...{ repositories: 1, failedRepositories: 1 },
        failures: [{ code: 'access_denied', message: expect.stringContaining('403 denied') }],
      },
    });
    expect(ledger.entriesOf('prod').map(({ repository }) => repository)).toEqual(['a', 'c']);
  });

  it('a part of the ledger that cannot be read keeps no other from being filled; few causes are told', async () => {
    const { registries, ledger, fill } = await setUp();
    for (let index = 0; index < 20; index += 1) registries.push(TARGET, `r${index}:v1`, A);
    ledger.record = async () => Promise.reject(new LedgerUnreadableError('https://a/c/ledger/prod/x', 'at its root'));
    const { found, next } = (await fill()) as Filled;
    expect(found).toMatchObject({ repositories: 0, failedRepositories: 20, entries: 0 });
    expect(found.failures).toHaveLength(5);
    expect(next).toBeUndefined();
  });

  it('a registry that shows no repositories at all is no empty one', async () => {
    const { registries, fill } = await setUp();
    registries.beforeLookup = async () => Promise.reject(denied);
    await expect(fill({}, true)).rejects.toBe(denied);
  });
});

describe('a rebuild that is not the one of its route any more', () => {
  it.each([
    ['has ended', { ...REBUILD, end: { ...NOTHING_FOUND, outcome: 'succeeded' as const, endedAt: 'x' } }],
    ['was replaced', { ...REBUILD, id: 'rebuild-2' }],
  ])('because it %s does nothing', async (_, other) => {
    const { registries, ledger, rebuilds, deps, fill } = await setUp();
    registries.push(TARGET, 'app:v1', A);
    await rebuilds.write(other, (await rebuilds.read('prod'))?.version);
    expect(await fill()).toBe(CANCELED);
    expect(await endRebuild(deps, { ...OF_REBUILD, found: NOTHING_FOUND })).toBe(CANCELED);
    expect((await rebuilds.read('prod'))?.rebuild).toEqual(other);
    expect(ledger.entriesOf('prod')).toEqual([]);
  });
});

describe('how a rebuild ended', () => {
  const failure = { code: 'service_unavailable', message: 'm', nextStep: 'n' } as const;

  it.each([
    ['succeeded', { ...NOTHING_FOUND, repositories: 2 }, undefined],
    ['succeeded', NOTHING_FOUND, undefined],
    ['partial', { ...NOTHING_FOUND, repositories: 2, failedRepositories: 1, failures: [failure] }, undefined],
    ['failed', { ...NOTHING_FOUND, failedRepositories: 1, failures: [failure] }, undefined],
    ['failed', { ...NOTHING_FOUND, repositories: 2 }, failure],
  ])('is %s after %j', async (outcome, found, cause) => {
    const { rebuilds, deps } = await setUp();
    await endRebuild(deps, { ...OF_REBUILD, found, ...(cause && { failure: cause }) });
    const end = (await rebuilds.read('prod'))?.rebuild.end;
    expect(end).toMatchObject({ outcome, endedAt: REBUILD.startedAt, repositories: found.repositories });
    expect(end?.failures).toHaveLength(outcome === 'succeeded' ? 0 : 1);
  });
});

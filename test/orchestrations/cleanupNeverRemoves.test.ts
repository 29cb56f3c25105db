import fc from 'fast-check';
import { retentionOf } from '../../src/domain/retention/retention';
import { blobUri } from '../../src/domain/route';
import { SOURCE, TARGET } from '../helpers/route';
import { buildWorld, cleanupOf, worlds, type History, type World } from './cleanupWorld';
import { driveCleanup, dyingAt } from './driveCleanup';

type Built = ReturnType<typeof buildWorld>;

/** All that there is, as an owner of the services sees it. */
function everything({ storage, registries }: Built): string[] {
  const blobs = storage.left().map(({ uri, isStaged }) => (isStaged ? `${uri} (blocks)` : uri));
  return [...registries.runs.keys(), ...blobs].sort();
}

/** Cleans up a world of its own; answers what it removed. */
async function cleanUp(world: World, changes: Parameters<typeof cleanupOf>[1] = {}) {
  const built = buildWorld(world);
  const before = everything(built);
  const cleanup = cleanupOf(built.route, changes);
  built.cleanups.records.set(cleanup.id, cleanup);
  await driveCleanup(built.deps, cleanup);
  const after = everything(built);
  return { built, before, after, cleanup, removed: before.filter((one) => !after.includes(one)) };
}

const isOlder = (days: number, than: number): boolean => days >= than;

/** Why a run may be removed, told anew: undefined where it must not be. */
function mayRemoveRun(world: World, history: History, kind: 'exportRun' | 'importRun'): boolean {
  const { phase, age, name, blob, pipeline, hasEnd } = history[kind];
  const { runDays, foreignRuns } = retentionOf(world as never);
  if (!hasEnd || (phase !== 'succeeded' && phase !== 'failed')) return false;
  if (name !== 'own') return foreignRuns && pipeline === 'own' && isOlder(age, runDays);
  if (blob !== 'own' || history.record === 'otherRoute') return false;
  if (history.record === 'none') return isOlder(age, Math.max(runDays, 30));
  return history.hasReport && isOlder(age, runDays) && isOlder(history.age, runDays);
}

const isProven = (history: History, outcome: string): boolean =>
  history.record === 'own' &&
  history.hasReport &&
  history.hasResult &&
  history.reportSays === 'same' &&
  history.isRecorded &&
  history.importRunIs !== 'overdue' &&
  history.outcomes.every((each) => each === outcome);

function mayRemoveBlob(world: World, history: History): boolean {
  const { blobDays = Infinity, exportedBlobDays = Infinity } = retentionOf(world as never);
  const isOld = (days: number): boolean => isOlder(history.age, days) && isOlder(history.blobAge, days);
  return (
    (isProven(history, 'delivered') && isOld(blobDays)) || (isProven(history, 'exported') && isOld(exportedBlobDays))
  );
}

function mayRemoveBlocks(world: World, history: History): boolean {
  const { blockDays } = retentionOf(world as never);
  return history.record === 'own' && history.hasReport && isOlder(history.age, blockDays);
}

/** Exactly what is to be removed, but for the newest runs, of which the oracle knows only that they stay. */
function removable(world: World, { traces }: Built): string[] {
  return world.histories.flatMap((history, index) => {
    const { blob, manifest, exportRun, importRun } = traces[index] ?? {
      blob: '',
      manifest: '',
      exportRun: '',
      importRun: '',
    };
    const { exported, copy } = history;
    const isBlobRemovable = mayRemoveBlob(world, history);
    const areBlocksRemovable = mayRemoveBlocks(world, history);
    const isDiscardedOld = areBlocksRemovable && isOlder(history.blobAge, retentionOf(world as never).blockDays);
    const isCopyGone =
      copy === 'absent' ||
      (copy === 'same' && isBlobRemovable) ||
      (copy === 'staged' && areBlocksRemovable) ||
      (copy === 'discarded' && isDiscardedOld);
    return [
      mayRemoveRun(world, history, 'exportRun') && `${SOURCE.registryName}/${exportRun}`,
      mayRemoveRun(world, history, 'importRun') && `${TARGET.registryName}/${importRun}`,
      exported === 'same' && isBlobRemovable && blobUri(SOURCE, blob),
      copy === 'same' && isBlobRemovable && blobUri(TARGET, blob),
      copy === 'staged' && areBlocksRemovable && `${blobUri(TARGET, blob)} (blocks)`,
      copy === 'discarded' && isDiscardedOld && blobUri(TARGET, blob),
      history.manifest === 'same' && isBlobRemovable && isCopyGone && blobUri(TARGET, manifest),
    ].filter((one) => one !== false);
  });
}

const RUNS = { numRuns: 100 };

it('nothing is removed but what is proven to be of no use, and all of that, with no run to be kept', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (drawn) => {
      const world = { ...drawn, retention: { ...drawn.retention, keepRuns: 0 as const } };
      const { built, before, removed } = await cleanUp(world);
      const there = removable(world, built).filter((one) => before.includes(one));
      expect(removed).toEqual(there.sort());
    }),
    RUNS,
  );
});

it('the newest runs of each end stay, and no others for that', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { built, before, removed } = await cleanUp(world);
      const isRun = (one: string): boolean => !one.startsWith('https:');
      const wanted = removable(world, built).filter((one) => before.includes(one));
      expect(removed.filter((one) => !isRun(one))).toEqual(wanted.filter((one) => !isRun(one)).sort());
      expect(wanted).toEqual(expect.arrayContaining(removed));
      const { keepRuns } = retentionOf(world as never);
      const kept = wanted.filter((one) => isRun(one) && !removed.includes(one));
      // Own and foreign ones, at two ends.
      expect(kept.length).toBeLessThanOrEqual(4 * keepRuns);
      for (const [registry, kind] of [
        [SOURCE.registryName, 'exportRun'],
        [TARGET.registryName, 'importRun'],
      ] as const) {
        const ages = world.histories.flatMap((history, index) => {
          const name = built.traces[index]?.[kind] ?? '';
          const isOwn = history[kind].name === 'own';
          return isOwn ? [{ key: `${registry}/${name}`, age: history[kind].age }] : [];
        });
        const ofRemoved = ages.filter(({ key }) => removed.includes(key)).map(({ age }) => age);
        const isKept = (key: string): boolean => before.includes(key) && !removed.includes(key);
        const newer = ages.filter(({ key, age }) => isKept(key) && age <= Math.min(...ofRemoved));
        expect(ofRemoved.length === 0 || newer.length >= keepRuns).toBe(true);
      }
    }),
    RUNS,
  );
});

it('a dry run removes nothing, and says what the next one removes', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const dry = await cleanUp(world, { dryRun: true });
      const real = await cleanUp(world);
      expect(dry.removed).toEqual([]);
      const count = (built: Built, outcome: string): number =>
        [...built.cleanups.ends.values()]
          .flatMap(({ summary }) => summary)
          .filter((line) => line.outcome === outcome)
          .reduce((sum, line) => sum + line.count, 0);
      expect(count(real.built, 'removed')).toBe(real.removed.length);
      expect(count(dry.built, 'wouldRemove')).toBe(real.removed.length);
      expect(count(dry.built, 'removed') + count(real.built, 'unknown')).toBe(0);
    }),
    RUNS,
  );
});

it('twice is like once', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { built, after } = await cleanUp(world);
      const second = cleanupOf(built.route, { id: 'cleanup-20261129T030000000Z-00000002' });
      built.cleanups.records.set(second.id, second);
      await driveCleanup(built.deps, second);
      expect(everything(built)).toEqual(after);
      expect(built.cleanups.ends.get(second.id)?.summary.filter(({ outcome }) => outcome !== 'kept')).toEqual([]);
    }),
    RUNS,
  );
});

it('killed anywhere and run again is like once, and is told like once', async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.array(fc.nat(150), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (world, deaths, isNew) => {
        const once = await cleanUp(world);
        const built = buildWorld(world);
        const cleanup = cleanupOf(built.route);
        built.cleanups.records.set(cleanup.id, cleanup);
        let from: Awaited<ReturnType<typeof driveCleanup>>;
        for (const step of deaths) {
          const dying = dyingAt(built.deps, step);
          const reached = await driveCleanup(dying.deps, cleanup, { isDead: dying.isDead, ...(from && { from }) });
          // The task hub goes on where it was, or is gone, and somebody starts the cleanup anew.
          from = isNew ? undefined : reached;
        }
        await driveCleanup(built.deps, cleanup, from ? { from } : {});
        expect(everything(built)).toEqual(once.after);
        const lines = (of: Built): string[] =>
          (of.cleanups.ends.get(cleanup.id)?.summary ?? []).map((line) => JSON.stringify(line)).sort();
        expect(lines(built)).toEqual(lines(once.built));
      },
    ),
    RUNS,
  );
});

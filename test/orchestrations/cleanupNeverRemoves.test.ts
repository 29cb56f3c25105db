import fc from 'fast-check';
import { retentionOf } from '../../src/domain/retention/retention';
import { blobUri } from '../../src/domain/route';
import type { Cleanup } from '../../src/domain/retention/cleanup';
import { SOURCE, TARGET } from '../helpers/route';
import { buildWorld, cleanupOf, worlds, type History, type World } from './cleanupWorld';
import { driveCleanup, dyingAt } from './driveCleanup';

type Built = ReturnType<typeof buildWorld>;

/** All that there is, as an owner of the services sees it. */
function everything({ storage, registries, transfers, hub }: Built): string[] {
  const blobs = storage.left().map(({ uri, isStaged }) => (isStaged ? `${uri} (blocks)` : uri));
  const kept = ['records', 'graves', 'reports'] as const;
  const states = kept.flatMap((of) => [...transfers[of].keys()].map((id) => `${of} ${id}`));
  const lines = [...transfers.lines.values()].map(({ id }) => `lines ${id}`);
  const results = [...transfers.batches.keys()].map((key) => `batches ${key.split(' ')[0]}`);
  const histories = [...hub.kept.keys()].map((id) => `histories ${id}`);
  return [...registries.runs.keys(), ...blobs, ...states, ...lines, ...results, ...histories].sort();
}

const isOfState = (one: string): boolean => /^(records|graves|reports|lines|batches) /.test(one);

function askedIn(world: World, built: Built, changes: Parameters<typeof cleanupOf>[1] = {}): Cleanup {
  const cleanup = cleanupOf(built.route, { ...(world.isOfAll && { known: [built.route.name] }), ...changes });
  built.cleanups.records.set(cleanup.id, cleanup);
  return cleanup;
}

/** Cleans up a world of its own; answers what it removed. */
async function cleanUp(world: World, changes: Parameters<typeof cleanupOf>[1] = {}) {
  const built = buildWorld(world);
  const before = everything(built);
  const cleanup = askedIn(world, built, changes);
  await driveCleanup(built.deps, cleanup, { instances: built.hub.instances });
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

/** Whether the cleanup is asked to look at the state of a transfer: one of a route that is gone counts where all are asked for. */
const isAsked = ({ isOfAll }: World, { record }: History): boolean =>
  record === 'own' || record === 'otherContainer' || (record === 'otherRoute' && isOfAll);

/** What nobody knows any more whether it was begun goes on; else a transfer goes once nobody needs it. */
function mayRemoveTransfer(
  world: World,
  history: History,
  index: number,
  stays: { blobs: boolean; runs: boolean },
): boolean {
  const { line, record, hasReport, age, exported, copy, manifest, orchestration, retry } = history;
  const { transferDays, historyDays } = retentionOf(world as never);
  if (line === 'none' || !isAsked(world, history)) return false;
  const isNamesake = record === 'otherRoute' && index === 0;
  const hadBlobs = [exported, copy, manifest].some((each) => each !== 'absent');
  // Where its removal was begun, it is looked at when its blobs are gone.
  const hasBlobs = record === 'own' && (line === 'leaving' ? stays.blobs : hadBlobs);
  const hadRuns = [history.exportRun, history.importRun].some(
    ({ name, phase }) => name === 'own' && phase !== 'absent',
  );
  const hasRuns = line === 'leaving' ? stays.runs : hadRuns;
  const isNeeded = hasBlobs || hasRuns || isNamesake || orchestration === 'running' || retry === 'open';
  return hasReport && isOlder(age, Math.max(transferDays, historyDays)) && !isNeeded;
}

function mayRemoveHistory(world: World, history: History, state: History['child']): boolean {
  const { record, hasReport, age, orchestration } = history;
  if (state !== 'ended') return false;
  if (record === 'none') return world.isOfAll && isOlder(age, 90);
  return (
    isAsked(world, history) &&
    hasReport &&
    orchestration !== 'running' &&
    isOlder(age, retentionOf(world as never).historyDays)
  );
}

/** Exactly what is to be removed, but for the newest runs, of which the oracle knows only that they stay. */
function removable(world: World, { traces, registries }: Built): string[] {
  return world.histories.flatMap((history, index) => {
    const { blob, manifest, exportRun, importRun } = traces[index] ?? {
      blob: '',
      manifest: '',
      exportRun: '',
      importRun: '',
    };
    const { exported, copy } = history;
    const transferId = traces[index]?.transferId ?? '';
    // Its line alone is left of a transfer whose removal was begun.
    const isLineRemovable = history.line === 'leaving' && history.record === 'none';
    const isBlobRemovable = mayRemoveBlob(world, history);
    const areBlocksRemovable = mayRemoveBlocks(world, history);
    const isDiscardedOld = areBlocksRemovable && isOlder(history.blobAge, retentionOf(world as never).blockDays);
    const isCopyGone =
      copy === 'absent' ||
      (copy === 'same' && isBlobRemovable) ||
      (copy === 'staged' && areBlocksRemovable) ||
      (copy === 'discarded' && isDiscardedOld);
    const isManifestGone =
      history.manifest === 'absent' || (history.manifest === 'same' && isBlobRemovable && isCopyGone);
    const isExportGone = exported === 'absent' || (exported === 'same' && isBlobRemovable);
    const doBlobsStay = !isExportGone || !isCopyGone || !isManifestGone;
    const doRunsStay = (['exportRun', 'importRun'] as const).some((kind) => {
      const { registryName } = kind === 'exportRun' ? SOURCE : TARGET;
      const key = `${registryName}/${kind === 'exportRun' ? exportRun : importRun}`;
      return history[kind].name === 'own' && registries.runs.has(key);
    });
    const stays = { blobs: doBlobsStay, runs: doRunsStay };
    const isTransferRemovable = mayRemoveTransfer(world, history, index, stays);
    return [
      ...['records', 'reports', 'batches'].map((of) => isTransferRemovable && `${of} ${transferId}`),
      (isTransferRemovable || isLineRemovable) && `lines ${transferId}`,
      (isTransferRemovable || mayRemoveHistory(world, history, history.orchestration)) && `histories ${transferId}`,
      mayRemoveHistory(world, history, history.child) && `histories ${transferId}-b-${index}`,
      mayRemoveRun(world, history, 'exportRun') && `${SOURCE.registryName}/${exportRun}`,
      mayRemoveRun(world, history, 'importRun') && `${TARGET.registryName}/${importRun}`,
      exported === 'same' && isBlobRemovable && blobUri(SOURCE, blob),
      copy === 'same' && isBlobRemovable && blobUri(TARGET, blob),
      copy === 'staged' && areBlocksRemovable && `${blobUri(TARGET, blob)} (blocks)`,
      copy === 'discarded' && isDiscardedOld && blobUri(TARGET, blob),
      history.manifest === 'same' && isManifestGone && blobUri(TARGET, manifest),
    ].filter((one) => one !== false);
  });
}

/** Whatever was cut off: what is listed is there, and what is there has all that it had. */
function expectWholes({ transfers, traces }: Built): void {
  for (const { id } of transfers.lines.values()) {
    const line = [...transfers.lines].find(([, each]) => each.id === id)?.[0] ?? '';
    if (transfers.hidden.has(line) || !traces.some(({ hadRecord, transferId }) => hadRecord && transferId === id))
      continue;
    expect([id, transfers.records.has(id)]).toEqual([id, true]);
  }
  for (const { transferId: id, hadReport, hadResult } of traces) {
    if (!transfers.records.has(id)) continue;
    const results = [...transfers.batches.keys()].filter((key) => key.startsWith(id));
    expect([id, transfers.reports.has(id), results.length]).toEqual([id, hadReport, hadResult ? 1 : 0]);
  }
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
      const isRun = (one: string): boolean =>
        one.startsWith(SOURCE.registryName) || one.startsWith(TARGET.registryName);
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
    fc.asyncProperty(worlds, async (drawn) => {
      // What was begun goes on only if it still may: that is looked at when it is removed.
      const histories = drawn.histories.map((each) => ({ ...each, line: 'shown' as const }));
      const world = { ...drawn, histories };
      const dry = await cleanUp(world, { dryRun: true });
      const real = await cleanUp(world);
      expect(dry.removed).toEqual([]);
      const count = (built: Built, outcome: string): number =>
        [...built.cleanups.ends.values()]
          .flatMap(({ summary }) => summary)
          .filter((line) => line.outcome === outcome)
          .reduce((sum, line) => sum + line.count, 0);
      // All that is kept of a transfer is one thing, as its line is.
      const things = real.removed.filter((one) => !isOfState(one) || one.startsWith('lines '));
      expect(count(real.built, 'removed')).toBe(things.length);
      expect(count(dry.built, 'wouldRemove')).toBe(things.length);
      expect(count(dry.built, 'removed') + count(real.built, 'unknown')).toBe(0);
    }),
    RUNS,
  );
});

it('twice is like once, but for transfers whose blobs are gone now, and runs whose transfers are', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const { built, after } = await cleanUp(world);
      const again = async (minute: number): Promise<string[]> => {
        const next = askedIn(world, built, { id: `cleanup-20261129T030${minute}00000Z-00000002` });
        await driveCleanup(built.deps, next, { instances: built.hub.instances });
        const summary = built.cleanups.ends.get(next.id)?.summary ?? [];
        return summary.filter(({ outcome }) => outcome !== 'kept').map(({ kind }) => kind);
      };
      const rounds = [await again(1), await again(2), await again(3)];
      const isDue = (kind: string): boolean => ['transfer', 'exportRun', 'importRun'].includes(kind);
      expect(rounds.flat().filter((kind) => !isDue(kind))).toEqual([]);
      const goes = (of: string[]): string[] =>
        of.filter((one) => one.startsWith('https:') || one.startsWith('histories '));
      expect(goes(everything(built))).toEqual(goes(after));
      const rest = everything(built);
      expect(await again(4)).toEqual([]);
      expect(everything(built)).toEqual(rest);
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
        const cleanup = askedIn(world, built);
        let from: Awaited<ReturnType<typeof driveCleanup>>;
        for (const step of deaths) {
          const dying = dyingAt(built.deps, built.hub.instances, step);
          const { deps, ...life } = dying;
          const reached = await driveCleanup(deps, cleanup, { ...life, ...(from && { from }) });
          expectWholes(built);
          // The task hub goes on where it was, or is gone, and somebody starts the cleanup anew.
          from = isNew ? undefined : reached;
        }
        await driveCleanup(built.deps, cleanup, { instances: built.hub.instances, ...(from && { from }) });
        expect(everything(built)).toEqual(once.after);
        const lines = (of: Built): string[] =>
          (of.cleanups.ends.get(cleanup.id)?.summary ?? []).map((line) => JSON.stringify(line)).sort();
        expect(lines(built)).toEqual(lines(once.built));
      },
    ),
    RUNS,
  );
});

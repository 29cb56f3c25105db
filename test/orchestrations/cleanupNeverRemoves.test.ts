import fc from 'fast-check';
import { retentionOf } from '../../src/domain/retention/retention';
import type { Cleanup } from '../../src/domain/retention/cleanup';
import { SOURCE, TARGET } from '../helpers/route';
import { removable, type Built } from './cleanupOracle';
import { buildWorld, cleanupOf, worlds, type World } from './cleanupWorld';
import { driveCleanup, dyingAt } from './driveCleanup';

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

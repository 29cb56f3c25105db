import { removeDecided } from '../../../src/activities/retention/removeDecided';
import { DISCARDED } from '../../../src/domain/copy/exportedBlob';
import { ServiceRefusedError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { CleanupItem } from '../../../src/domain/retention/cleanup';
import { createFakes } from '../../helpers/fakes';
import { SOURCE, TARGET } from '../../helpers/route';
import { cleanupOf, NOW } from '../../orchestrations/cleanupWorld';
import { route } from '../../helpers/route';

const ENDED = '2026-11-01T00:00:00.000Z';
const CLEANUP = cleanupOf(route());
const BLOB = 'prod-t.tar.gz';

function prepare(items: (Partial<CleanupItem> & Pick<CleanupItem, 'kind'>)[], dryRun = false) {
  const fakes = createFakes();
  fakes.cleanups.records.set(CLEANUP.id, { ...CLEANUP, dryRun });
  const whole = items.map((item): CleanupItem => {
    const side = ['exportRun', 'exportedBlob'].includes(item.kind) ? 'source' : 'target';
    return { route: 'prod', side, name: BLOB, action: 'remove', why: 'It is old.', ...item };
  });
  fakes.cleanups.decisions.set(`${CLEANUP.id} 0-0`, { items: whole });
  const deps = { ...fakes.deps, machine: { ...fakes.deps.machine, now: () => NOW } };
  return {
    ...{ ...fakes, deps },
    act: (more = {}) => removeDecided({ ...deps, ...more }, { cleanupId: CLEANUP.id, page: '0-0' }),
    outcomes: () => fakes.cleanups.outcomes.get(`${CLEANUP.id} 0-0`)?.items.map(({ outcome, why }) => [outcome, why]),
  };
}

function putRun({ registries }: ReturnType<typeof prepare>, name: string, changes = {}): void {
  registries.runs.set(`${SOURCE.registryName}/${name}`, {
    request: {},
    status: { resourceId: '', percentage: 100, provisioningState: 'Failed', status: 'Failed' },
    endedAt: ENDED,
    ...changes,
  });
}

it('a run that was run again since the decision stays, whether it has ended again or not', async () => {
  const world = prepare(['e1', 'e2', 'e3'].map((name) => ({ kind: 'exportRun', name, endedAt: ENDED })));
  putRun(world, 'e1');
  putRun(world, 'e2', { endedAt: '2026-11-02T00:00:00.000Z' });
  putRun(world, 'e3', { status: { resourceId: '', percentage: 1, provisioningState: 'Creating' } });
  expect(await world.act()).toEqual({ isDone: true, removed: 1 });
  const again = ['kept', 'It was run again since it was decided on.'];
  expect(world.outcomes()).toEqual([['removed', 'It is old.'], again, again]);
  expect([...world.registries.runs.keys()]).toEqual(['builds/e2', 'builds/e3']);
});

it('a blob that was replaced since stays, and so does its manifest, which goes last', async () => {
  const world = prepare([
    { kind: 'manifest', name: `${BLOB}.manifest.json` },
    { kind: 'copy', etag: '"old"' },
  ]);
  world.storage.put(TARGET, BLOB, { size: 3 });
  await world.storage.blobs.putJson(TARGET, `${BLOB}.manifest.json`, {});
  await world.act();
  expect(world.outcomes()).toEqual([
    ['kept', 'Its blob is still there.'],
    ['kept', 'It was replaced or changed since it was decided on.'],
  ]);
  expect(world.storage.left()).toHaveLength(2);
});

it('blocks that were committed since stay; those of a discard that was cut off go', async () => {
  const world = prepare([{ kind: 'blocks' }, { kind: 'blocks', name: 'half' }, { kind: 'blocks', name: 'whole' }]);
  world.storage.put(TARGET, BLOB, { size: 3 });
  world.storage.put(TARGET, 'half', { size: 0, metadata: DISCARDED });
  world.storage.stageBlock(TARGET, 'whole', 'b', 3);
  await world.act();
  expect(world.outcomes()?.map(([outcome]) => outcome)).toEqual(['kept', 'removed', 'removed']);
  expect(world.storage.left().map(({ uri }) => uri)).toEqual([`${TARGET.containerUri}/${BLOB}`]);
});

it('what is refused stays, with the words of the service; the others go', async () => {
  const world = prepare(['e1', 'e2'].map((name) => ({ kind: 'exportRun', name, endedAt: ENDED })));
  for (const name of ['e1', 'e2']) putRun(world, name);
  const { pipelineRuns } = world.deps;
  const remove: typeof pipelineRuns.remove = async (end, name) => {
    if (name === 'e1') throw new ServiceRefusedError('delete the run e1', { words: '409 ScopeLocked' });
    await pipelineRuns.remove(end, name);
  };
  expect(await world.act({ pipelineRuns: { ...pipelineRuns, remove } })).toEqual({ isDone: true, removed: 1 });
  expect(world.outcomes()).toEqual([
    ['kept', expect.stringContaining('409 ScopeLocked')],
    ['removed', 'It is old.'],
  ]);
});

it('what is away is tried again, after all the others; a deletion that takes a while is believed when it is seen', async () => {
  const world = prepare(['e1', 'e2'].map((name) => ({ kind: 'exportRun', name, endedAt: ENDED })));
  for (const name of ['e1', 'e2']) putRun(world, name);
  const { pipelineRuns } = world.deps;
  const remove: typeof pipelineRuns.remove = async (end, name) => {
    if (name === 'e2') await pipelineRuns.remove(end, name);
  };
  const slow = world.act({ pipelineRuns: { ...pipelineRuns, remove } });
  await expect(slow).rejects.toBeInstanceOf(ServiceUnavailableError);
  expect(world.outcomes()).toBeUndefined();
  expect([...world.registries.runs.keys()]).toEqual(['builds/e1']);
  world.registries.runs.clear();
  expect(await world.act()).toEqual({ isDone: true, removed: 2 });
  expect(await world.act()).toEqual({ isDone: true, removed: 2 });
});

it('a call whose time is over leaves the rest to the next one', async () => {
  const world = prepare(['e1', 'e2'].map((name) => ({ kind: 'exportRun', name, endedAt: ENDED })));
  for (const name of ['e1', 'e2']) putRun(world, name);
  let calls = 0;
  const machine = { ...world.deps.machine, now: () => NOW + (calls++ > 0 ? 600_000 : 0) };
  expect(await world.act({ machine })).toEqual({ isDone: false, removed: 0 });
  expect(world.outcomes()).toBeUndefined();
  expect(await world.act()).toEqual({ isDone: true, removed: 2 });
});

it('of a dry run nothing is removed, whoever asks', async () => {
  const world = prepare([{ kind: 'exportRun', name: 'e1', endedAt: ENDED }], true);
  putRun(world, 'e1');
  await expect(world.act()).rejects.toThrow('it removes nothing');
  expect(world.registries.runs.size).toBe(1);
});

import type { Selection } from '../../../src/domain/selection/selection';
import { exportOnlyRoute, SOURCE } from '../../helpers/route';
import { ALL, createSelection } from './selectionPlan';

const GIB = 1024 ** 3;
const FOREIGN = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';
const NO_REFERRERS: Selection = { ...ALL, referrers: 'none' };
const codesOf = (skipped: { artifact: string; failure: { code: string } }[]) =>
  skipped.map(({ artifact, failure }) => [artifact, failure.code]);
const readsOf = (lookups: string[]) => lookups.filter((key) => key.includes('@sha256:'));

it('all tags of a digest, and all that refers to it, stand in one batch', async () => {
  // Prepare
  const { plan, putImage, putReferrer, registries } = createSelection();
  for (let index = 0; index < 100; index += 1) putImage('app', {}, { annotations: { index } }, `other${index}`);
  const image = putImage('app', {}, {}, '1.0');
  registries.push(SOURCE, 'app:latest', image);
  const signature = putReferrer('app', image);
  const sbom = putReferrer('app', signature, 'application/spdx+json');
  const cosign = `${image.replace(':', '-')}.sig`;
  const fallback = signature.replace(':', '-');
  putImage('app', {}, { annotations: { is: 'cosign' } }, cosign);
  const onFallback = putReferrer('app', putImage('app', {}, { annotations: { is: 'fallback' } }, fallback));

  // Act
  const { batches, stored } = await plan();

  // Assess
  const own = batches.find(({ artifacts }) => artifacts.some(({ artifact }) => artifact === 'app:1.0'));
  const names = own?.artifacts.map(({ artifact }) => artifact) ?? [];
  expect(names).toEqual(
    expect.arrayContaining([
      'app:latest',
      `app@${signature}`,
      `app@${sbom}`,
      `app:${cosign}`,
      `app:${fallback}`,
      `app@${onFallback}`,
    ]),
  );
  expect(own?.artifacts.find(({ artifact }) => artifact === `app@${sbom}`)?.referrerOf).toBe(signature);
  expect(stored).toMatchObject({ artifacts: 107, skipped: 0, known: 0 });
});

it.each<[Selection['referrers'], string[]]>([
  ['none', []],
  [['application/spdx+json'], ['sbom']],
  ['all', ['sbom', 'signature']],
])('of what refers to an image, referrers: %j takes %j', async (referrers, expected) => {
  const { plan, putImage, putReferrer } = createSelection({ ...ALL, ...(referrers && { referrers }) });
  const image = putImage('app', {}, {}, '1.0');
  const named = { sbom: putReferrer('app', image, 'application/spdx+json'), signature: putReferrer('app', image) };
  const names = expected.map((name) => `app@${named[name as keyof typeof named]}`);
  expect((await plan()).artifacts).toEqual(['app:1.0', ...names.sort()]);
});

it.each<[Selection['referrers']]>([['all'], ['none'], [['x/y']]])(
  'untagged manifests are taken, but no children of an index, and with referrers: %j no referrers on their own',
  async (referrers) => {
    const { plan, putImage, putIndex, putReferrer } = createSelection({
      rules: [{ repositories: ['**'], untagged: true }],
      ...(referrers && { referrers }),
    });
    const child = putImage('app');
    putIndex('app', [child], '1.0');
    const alone = putImage('app', {}, { annotations: { is: 'alone' } });
    const signature = putReferrer('app', alone);
    const own = [`app@${alone}`, ...(referrers === 'all' ? [`app@${signature}`] : [])].sort();
    expect((await plan()).artifacts).toEqual(['app:1.0', ...own]);
  },
);

it('what the ledger has is not transferred again; what is new about it is', async () => {
  // Prepare
  const { plan, putImage, putReferrer, ledger } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  const signature = putReferrer('app', image);
  const transfer = { id: 't0', at: '2026-11-20T10:00:00.000Z' };
  await ledger.record('prod', transfer, [
    { repository: 'app', tag: '1.0', digest: image },
    { repository: 'app', digest: signature },
  ]);
  const sbom = putReferrer('app', signature, 'application/spdx+json');

  // Act
  const planned = await plan();

  // Assess
  expect(planned.artifacts).toEqual([`app@${sbom}`]);
  expect(planned.stored).toMatchObject({ artifacts: 1, known: 2 });
});

it.each(['with', 'without'])('what was only exported is new on a route %s a target, or known', async (end) => {
  // Prepare
  const { plan, putImage, ledger, begin } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  begin('t2', end === 'without' ? { pinnedRoute: exportOnlyRoute() } : {});
  const exported = { id: 't0', at: '2026-11-20T10:00:00.000Z', exported: true } as const;
  await ledger.record('prod', exported, [{ repository: 'app', tag: '1.0', digest: image }]);

  // Act
  const { artifacts, stored } = await plan();

  // Assess
  expect(artifacts).toEqual(end === 'without' ? [] : ['app:1.0']);
  expect(stored).toMatchObject({ known: end === 'without' ? 1 : 0 });
});

it('on a route without a target, everything is planned although it was exported', async () => {
  const { plan, putImage, ledger, begin } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  begin('t2', { pinnedRoute: exportOnlyRoute(), everything: true });
  const exported = { id: 't0', at: '2026-11-20T10:00:00.000Z', exported: true } as const;
  await ledger.record('prod', exported, [{ repository: 'app', tag: '1.0', digest: image }]);
  expect((await plan()).artifacts).toEqual(['app:1.0']);
});

it('where all is known, no manifest is read', async () => {
  const { plan, putImage, putReferrer, ledger, registries } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  const signature = putReferrer('app', image);
  await ledger.record('prod', { id: 't0', at: '2026-11-20T10:00:00.000Z' }, [
    { repository: 'app', tag: '1.0', digest: image },
    { repository: 'app', digest: signature },
  ]);
  expect((await plan()).stored).toMatchObject({ artifacts: 0, batches: 0 });
  expect(readsOf(registries.lookups)).toEqual([]);
});

describe.each([ALL, NO_REFERRERS])('what the service cannot transfer is skipped: %j', (select) => {
  it.each([
    ['a layer above 8 GiB', { size: 8 * GIB + 1 }, /8589934593 bytes/],
    ['foreign layers that the source lacks', { mediaType: FOREIGN, foreign: true as const }, /foreign layers/],
  ])('%s, in an image, or in a child of an index, which is read once', async (_, layer, words) => {
    const { plan, putImage, putIndex, registries } = createSelection(select);
    putImage('app', {}, {}, 'good');
    putImage('app', layer, { annotations: { is: 'own' } }, 'own');
    const child = putImage('app', layer);
    putIndex('app', [child], 'one');
    putIndex('app', [putIndex('app', [child])], 'two');
    const { artifacts, skipped } = await plan();
    expect(artifacts).toEqual(['app:good']);
    expect(codesOf(skipped).sort()).toEqual(['one', 'own', 'two'].map((tag) => [`app:${tag}`, 'artifact_unfit']));
    for (const { failure } of skipped) expect(failure.message).toMatch(words);
    expect(readsOf(registries.lookups).filter((key) => key.endsWith(child))).toHaveLength(1);
  });

  it.each(['locked', 'quarantined'] as const)('%s: itself, or a child; nobody tries to read it', async (state) => {
    const { plan, putImage, putIndex, registries } = createSelection(select);
    const [own, child] = [putImage('app', {}, { annotations: { is: 'own' } }, 'own'), putImage('app')];
    putIndex('app', [child], 'index');
    for (const digest of [own, child]) registries.states.set(`builds/app@${digest}`, state);
    registries.states.set('builds/app:own', state);
    const { artifacts, skipped } = await plan();
    expect(artifacts).toEqual([]);
    expect(codesOf(skipped).sort()).toEqual([
      ['app:index', 'artifact_unfit'],
      ['app:own', 'artifact_unfit'],
    ]);
    expect(readsOf(registries.lookups).filter((key) => key.endsWith(own) || key.endsWith(child))).toEqual([]);
  });

  it("Docker's schema 1", async () => {
    const { plan, registries } = createSelection(select);
    registries.putManifest(SOURCE, 'app', 'application/vnd.docker.distribution.manifest.v1+prettyjws', { v: 1 }, 'old');
    expect(codesOf((await plan()).skipped)).toEqual([['app:old', 'artifact_unfit']]);
  });
});

it('foreign layers that the source holds are layers like others', async () => {
  const { plan, putImage } = createSelection();
  putImage('app', { mediaType: FOREIGN }, {}, 'windows');
  expect(await plan()).toMatchObject({ artifacts: ['app:windows'], skipped: [] });
});

it('what is gone since it was listed is missing', async () => {
  const { plan, putImage, registries } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  registries.beforeLookup = async (key) => {
    if (key.endsWith(image)) registries.remove(SOURCE, 'app', image);
  };
  expect(codesOf((await plan()).skipped)).toEqual([['app:1.0', 'artifact_not_found']]);
});

it('where the selection says so, nothing is transferred when something would be skipped', async () => {
  const { plan, putImage } = createSelection({ ...ALL, flagged: 'refuse' });
  putImage('app', {}, {}, 'good');
  putImage('app', { size: 9 * GIB }, {}, 'large');
  const { stored, batches } = await plan();
  expect(batches).toEqual([]);
  expect(stored).toMatchObject({ artifacts: 0, batches: 0, skipped: 1, refused: { code: 'plan_refused' } });
});

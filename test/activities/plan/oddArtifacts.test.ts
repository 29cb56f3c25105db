import type { Selection } from '../../../src/domain/selection/selection';
import { digestOf } from '../../helpers/fakeRegistries';
import { SOURCE } from '../../helpers/route';
import { ALL, createSelection } from './selectionPlan';

const UNTAGGED: Selection = { rules: [{ repositories: ['**'], untagged: true }] };
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const codesOf = (skipped: { artifact: string; failure: { code: string } }[]) =>
  skipped.map(({ artifact, failure }) => [artifact, failure.code]);
const namesOf = ({ batches }: { batches: { artifacts: { artifact: string }[] }[] }) =>
  batches.map(({ artifacts }) => artifacts.map(({ artifact }) => artifact).sort());

it('a repository that is gone when it is listed is passed over', async () => {
  const { plan, putImage, registries } = createSelection();
  for (const repository of ['a', 'gone', 'z']) putImage(repository, {}, {}, '1.0');
  registries.beforeLookup = async (key) => {
    if (key === 'builds/gone')
      for (const each of registries.repositories.get(key) ?? []) registries.digests.delete(each);
  };
  expect((await plan()).artifacts).toEqual(['a:1.0', 'z:1.0']);
});

it('a repository that is gone when its manifests are read is missing', async () => {
  const { plan, putImage, registries } = createSelection();
  const image = putImage('gone', {}, {}, '1.0');
  registries.beforeLookup = async (key) => {
    if (key.includes('@')) registries.manifests.delete(`builds/gone@${image}`);
  };
  expect(codesOf((await plan()).skipped)).toEqual([['gone:1.0', 'artifact_not_found']]);
});

it('a tag that moves after it was listed is planned as it was listed: its export tells that it drifted', async () => {
  const { plan, putImage, registries } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  registries.beforeLookup = async (key) => {
    if (key.includes('@')) registries.push(SOURCE, 'app:1.0', digestOf('another'));
  };
  const { batches } = await plan();
  expect(batches[0]?.artifacts).toMatchObject([{ artifact: 'app:1.0', digest: image }]);
});

it('a child that its index names and the registry lacks makes the index unfit', async () => {
  const { plan, putIndex } = createSelection();
  putIndex('app', [digestOf('nowhere')], '1.0');
  const { skipped } = await plan();
  expect(codesOf(skipped)).toEqual([['app:1.0', 'artifact_unfit']]);
  expect(skipped[0]?.failure.message).toContain('the registry does not have it');
});

it('an index that lists blobs, as the cache of a build, is whole without manifests', async () => {
  const { plan, registries } = createSelection();
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const layers = ['one', 'two'].map((name) => ({
    mediaType,
    digest: registries.putBlob(SOURCE, 'app', name),
    size: 5,
  }));
  registries.putManifest(SOURCE, 'app', OCI_INDEX, { manifests: layers }, 'cache');
  const { batches, skipped } = await plan();
  expect(skipped).toEqual([]);
  expect(batches[0]?.artifacts).toMatchObject([{ artifact: 'app:cache', bytes: 10 }]);
  expect(registries.lookups.filter((key) => key.includes('@'))).toHaveLength(1);
});

it('an index of more manifests than anybody can verify is skipped, and its children are not read', async () => {
  const { plan, putIndex, registries } = createSelection();
  putIndex(
    'app',
    Array.from({ length: 1_200 }, (_, index) => digestOf(`child ${index}`)),
    'huge',
  );
  const { skipped } = await plan();
  expect(codesOf(skipped)).toEqual([['app:huge', 'artifact_unfit']]);
  expect(skipped[0]?.failure.message).toContain('more than 1000 manifests');
  expect(registries.lookups.filter((key) => key.includes('@'))).toHaveLength(1);
});

it('an index of some hundred manifests is taken', async () => {
  const { plan, putImage, putIndex } = createSelection();
  const children = Array.from({ length: 400 }, (_, index) => putImage('app', {}, { annotations: { index } }));
  putIndex('app', children, 'large');
  expect(await plan()).toMatchObject({ artifacts: ['app:large'], skipped: [] });
});

it('an index that holds itself by way of another one comes to an end', async () => {
  const { plan, registries } = createSelection();
  const [one, two] = [digestOf('one'), digestOf('two')];
  registries.push(SOURCE, 'app:one', one);
  registries.push(SOURCE, `app@${two}`, two);
  for (const [digest, child] of [
    [one, two],
    [two, one],
  ] as const) {
    const parts = [{ kind: 'manifest' as const, digest: child, mediaType: OCI_INDEX }];
    registries.manifests.set(`builds/app@${digest}`, { mediaType: OCI_INDEX, parts });
  }
  expect((await plan()).artifacts).toEqual(['app:one']);
});

it.each<[string, Selection]>([
  ['all', ALL],
  ['and what is untagged', UNTAGGED],
])('referrers in a circle are taken once: %s', async (_, select) => {
  const { plan, registries, putImage } = createSelection(select);
  const image = putImage('app', {}, {}, '1.0');
  const names = ['r1', 'r2', 'r3'].map(digestOf);
  for (const [index, digest] of names.entries()) {
    registries.push(SOURCE, `app@${digest}`, digest);
    const subject = index === 0 ? image : (names[index - 1] ?? '');
    registries.manifests.set(`builds/app@${digest}`, { mediaType: OCI_INDEX, parts: [], subject, artifactType: 'a/b' });
  }
  // The image itself refers to the last of them.
  const known = registries.manifests.get(`builds/app@${image}`);
  if (known)
    registries.manifests.set(`builds/app@${image}`, { ...known, subject: names[2] ?? '', artifactType: 'a/b' });
  expect((await plan()).artifacts).toEqual(['app:1.0', ...names.map((digest) => `app@${digest}`)].sort());
});

it('referrers of an index, of its children, and of those again, stand in one batch with it', async () => {
  const { plan, putImage, putIndex, putReferrer } = createSelection();
  const child = putImage('app');
  const index = putIndex('app', [child], '1.0');
  for (let other = 0; other < 60; other += 1) putImage('app', {}, { annotations: { other } }, `other${other}`);
  const ofIndex = putReferrer('app', index);
  const ofChild = putReferrer('app', child);
  const ofThat = putReferrer('app', ofChild, 'application/spdx+json');
  putImage('app', {}, { annotations: { is: 'signature' } }, `${child.replace(':', '-')}.sig`);
  const own = namesOf(await plan()).find((names) => names.includes('app:1.0'));
  expect(own).toEqual(
    expect.arrayContaining([
      `app:${child.replace(':', '-')}.sig`,
      ...[ofIndex, ofChild, ofThat].map((digest) => `app@${digest}`),
    ]),
  );
});

it('a child of a delivered index that is signed later: the signature comes along, and nothing else', async () => {
  const { plan, deliver, begin, manifestMemory, putImage, putIndex, putReferrer } = createSelection();
  const child = putImage('app');
  putIndex('app', [child], '1.0');
  await deliver((await plan()).batches);
  // Neither does it need what is remembered.
  manifestMemory.known.clear();
  begin('t2');
  const signature = putReferrer('app', child);
  expect((await plan()).artifacts).toEqual([`app@${signature}`]);
});

it('a referrer that is itself an index is whole only with its children', async () => {
  const { plan, putImage, putIndex } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: image, size: 1 };
  const whole = putIndex('app', [putImage('app', {}, { annotations: { is: 'child' } })], undefined, { subject });
  const broken = putIndex('app', [digestOf('nowhere')], undefined, { subject });
  const { artifacts, skipped } = await plan();
  expect(artifacts).toEqual(['app:1.0', `app@${whole}`]);
  expect(codesOf(skipped)).toEqual([[`app@${broken}`, 'artifact_unfit']]);
});

it.each(['.sig', '.att', '.sbom', ''])(
  'what is at sha256-…%s comes along with a selected image alone',
  async (suffix) => {
    const { plan, putImage } = createSelection({ rules: [{ repositories: ['**'], tags: ['yes'] }] });
    const tagOf = (digest: string) => `${digest.replace(':', '-')}${suffix}`;
    const [yes, no] = ['yes', 'no'].map((tag) => putImage('app', {}, {}, tag));
    putImage('app', {}, { annotations: { of: 'yes' } }, tagOf(yes ?? ''));
    putImage('app', {}, { annotations: { of: 'no' } }, tagOf(no ?? ''));
    putImage('app', {}, { annotations: { of: 'nothing' } }, tagOf(digestOf('deleted')));
    expect((await plan()).artifacts).toEqual([`app:${tagOf(yes ?? '')}`, 'app:yes']);
  },
);

it('the signature of a signature, by tags', async () => {
  const { plan, putImage } = createSelection();
  const tagOf = (digest: string) => `${digest.replace(':', '-')}.sig`;
  const image = putImage('app', {}, {}, '1.0');
  const first = putImage('app', {}, { annotations: { is: 'first' } }, tagOf(image));
  putImage('app', {}, { annotations: { is: 'second' } }, tagOf(first));
  expect((await plan()).artifacts).toEqual(['app:1.0', `app:${tagOf(image)}`, `app:${tagOf(first)}`].sort());
});

it('a referrer that is selected under its own tag is exported by that, together with its image', async () => {
  const { plan, putImage, putReferrer } = createSelection();
  const image = putImage('app', {}, {}, 'z');
  for (let other = 0; other < 60; other += 1) putImage('app', {}, { annotations: { other } }, `other${other}`);
  putReferrer('app', image, 'application/spdx+json', 'a-sbom');
  const { artifacts, ...planned } = await plan();
  expect(artifacts.filter((name) => !name.includes('other'))).toEqual(['app:a-sbom', 'app:z']);
  const own = namesOf(planned).find((names) => names.includes('app:z'));
  expect(own).toContain('app:a-sbom');
});

it('a referrer with a tag that is not selected comes along by its digest', async () => {
  const { plan, putImage, putReferrer } = createSelection({ rules: [{ repositories: ['**'], tags: ['1.0'] }] });
  const sbom = putReferrer('app', putImage('app', {}, {}, '1.0'), 'application/spdx+json', 'sbom');
  expect((await plan()).artifacts).toEqual(['app:1.0', `app@${sbom}`]);
});

it('what refers to something that is not selected, or not there, stays', async () => {
  const { plan, putImage, putReferrer } = createSelection({ rules: [{ repositories: ['**'], tags: ['1.0'] }] });
  putImage('app', {}, {}, '1.0');
  putReferrer('app', putImage('app', {}, {}, '2.0'));
  putReferrer('app', digestOf('deleted'));
  expect((await plan()).artifacts).toEqual(['app:1.0']);
});

it('one digest in two repositories is an artifact of each', async () => {
  const { plan, registries } = createSelection();
  for (const repository of ['a', 'b/c/d/e/f']) registries.push(SOURCE, `${repository}:1.0`, digestOf('same'));
  expect((await plan()).artifacts).toEqual(['a:1.0', 'b/c/d/e/f:1.0']);
});

it('latest that goes from A to B and back is new each time', async () => {
  const { plan, deliver, begin, registries } = createSelection();
  for (const [index, name] of ['A', 'B', 'A'].entries()) {
    begin(`t${index + 1}`);
    registries.push(SOURCE, 'app:latest', digestOf(name));
    const { batches } = await plan();
    expect(batches.flatMap(({ artifacts }) => artifacts)).toMatchObject([{ digest: digestOf(name) }]);
    await deliver(batches);
  }
});

it('a new tag on a digest that was delivered is transferred alone', async () => {
  const { plan, deliver, begin, registries, putImage, putReferrer } = createSelection();
  const image = putImage('app', {}, {}, '1.0');
  putReferrer('app', image);
  await deliver((await plan()).batches);
  begin('t2');
  registries.push(SOURCE, 'app:stable', image);
  expect(await plan()).toMatchObject({ artifacts: ['app:stable'], stored: { known: 2 } });
});

it('everything: true plans what the ledger has', async () => {
  const { plan, deliver, begin, putImage, putReferrer } = createSelection();
  putReferrer('app', putImage('app', {}, {}, '1.0'));
  const { artifacts, batches } = await plan();
  await deliver(batches);
  begin('t2', { everything: true });
  expect(await plan()).toMatchObject({ artifacts, stored: { known: 0 } });
});

it('known counts what would be transferred otherwise, referrers too, each once', async () => {
  const { plan, deliver, begin, registries, manifestMemory, putImage, putReferrer } = createSelection(UNTAGGED);
  const image = putImage('app', {}, {}, '1.0');
  registries.push(SOURCE, 'app:latest', image);
  putReferrer('app', putReferrer('app', image), 'application/spdx+json', 'sbom');
  putImage('app', {}, { annotations: { is: 'alone' } });
  const { artifacts, batches } = await plan();
  expect(artifacts).toHaveLength(5);
  await deliver(batches);
  begin('t2');
  expect((await plan()).stored).toMatchObject({ artifacts: 0, known: 5 });
  manifestMemory.known.clear();
  begin('t3');
  expect((await plan()).stored).toMatchObject({ artifacts: 0, known: 5 });
});

it('a registry whose lists repeat things, or disagree, is planned as it was last', async () => {
  // Prepare
  const { plan, deps, putImage } = createSelection(UNTAGGED);
  const [old, young] = ['old', 'young'].map((is) => putImage('app', {}, { annotations: { is } }));
  const at = (day: number) => ({ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: `2026-01-0${day}T00:00:00.000Z` });
  const tagOf = (digest = '', day = 1) => ({ name: 'latest', digest, ...at(day) });
  deps.listing.tags = async (_end, _route, _repository, { after }) =>
    after === undefined ? { tags: [tagOf(young, 2)], next: 'latest' } : { tags: [tagOf(old, 1), tagOf(young, 2)] };
  const { repositories } = deps.listing;
  deps.listing.repositories = async (end, route, { after }) =>
    after === undefined ? { ...(await repositories(end, route, {})), next: 'app' } : { repositories: ['app'] };
  const manifestOf = (digest = '') => ({ digest, tags: [], ...at(1) });
  deps.listing.manifests = async () => ({ manifests: [manifestOf(old), manifestOf(young), manifestOf(old)] });

  // Act
  const { batches } = await plan();

  // Assess
  const planned = batches.flatMap(({ artifacts }) => artifacts);
  expect(planned.filter(({ tag }) => tag !== undefined)).toMatchObject([{ artifact: 'app:latest', digest: young }]);
  expect(planned.filter(({ tag }) => tag === undefined).every(({ digest }) => digest === old)).toBe(true);
});

it.each(['tags', 'manifests', 'repositories'] as const)(
  'a list of %s that goes in a circle is refused',
  async (list) => {
    const { plan, deps, putImage } = createSelection();
    putImage('app', {}, {}, '1.0');
    const pageAfter = ({ after }: { after?: string }) => ({ next: after === 'a' ? 'b' : 'a' });
    if (list === 'repositories')
      deps.listing[list] = async (_e, _r, page) => ({ repositories: [], ...pageAfter(page) });
    if (list === 'tags') deps.listing[list] = async (_e, _r, _n, page) => ({ tags: [], ...pageAfter(page) });
    if (list === 'manifests') deps.listing[list] = async (_e, _r, _n, page) => ({ manifests: [], ...pageAfter(page) });
    await expect(plan()).rejects.toThrow('a second time');
  },
);

it('50 names of full length travel in batches that fit', async () => {
  const { plan, putImage } = createSelection();
  const repository = Array.from({ length: 5 }, (_, level) => String(level).repeat(50)).join('/');
  for (let index = 0; index < 120; index += 1) {
    putImage(repository, {}, {}, `${String(index).padStart(4, '0')}${'t'.repeat(124)}`);
  }
  const { artifacts, batches } = await plan();
  expect(artifacts).toHaveLength(120);
  for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThan(36 * 1024);
});

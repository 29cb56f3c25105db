import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { SOURCE } from '../../helpers/route';
import { createSelection } from './selectionPlan';

const GIB = 1024 ** 3;
const manifestsIn = (lookups: string[]) => lookups.filter((key) => key.includes('@sha256:'));
const listingsIn = (lookups: string[]) => lookups.filter((key) => !key.includes('@sha256:'));

/** Ten repositories of 500 tags each, two tags a digest. */
function createLarge() {
  const selection = createSelection();
  for (let repository = 0; repository < 10; repository += 1) {
    for (let index = 0; index < 250; index += 1) {
      const digest = selection.putImage(`team/app${repository}`, {}, {}, `1.${index}.0`);
      selection.registries.push(SOURCE, `team/app${repository}:build-${index}`, digest);
    }
  }
  return selection;
}

it('5,000 artifacts: as many requests as pages of listings, and one for each digest', async () => {
  const { plan, registries } = createLarge();
  const { stored, artifacts, batches } = await plan();
  expect(new Set(artifacts).size).toBe(5_000);
  expect(stored).toMatchObject({ artifacts: 5_000, skipped: 0, known: 0 });
  expect(batches.length).toBeLessThanOrEqual(120);
  expect(listingsIn(registries.lookups)).toHaveLength(1 + 2 * 10);
  expect(manifestsIn(registries.lookups)).toHaveLength(2_500);
  expect(new Set(manifestsIn(registries.lookups)).size).toBe(2_500);
});

it('5,000 artifacts, slowly, and with refusals: the same plan, and no digest is read twice', async () => {
  const { stored, artifacts } = await createLarge().plan();
  const slow = createLarge();
  let reads = 0;
  const answered: string[] = [];
  slow.registries.beforeLookup = async (key) => {
    slow.spend(100);
    if ((reads += 1) % 333 === 0) throw new ServiceUnavailableError('read', { words: '429', retryAfterSeconds: 1 });
    answered.push(key);
  };
  expect(await slow.plan()).toMatchObject({ stored, artifacts });
  expect(manifestsIn(answered)).toHaveLength(2_500);
  expect(slow.calls()).toBeGreaterThan(4);
});

it('where nothing is new, listings are all that is asked for', async () => {
  // Prepare
  const { plan, deliver, begin, registries, putImage, putIndex, putReferrer } = createSelection();
  for (const repository of ['a', 'b']) {
    const children = ['amd64', 'arm64'].map((platform) => putImage(repository, {}, { annotations: { platform } }));
    const index = putIndex(repository, children, '2.0');
    putReferrer(repository, putReferrer(repository, index));
    putReferrer(repository, children[0] ?? '');
    putImage(repository, {}, { annotations: { is: 'signature' } }, `${index.replace(':', '-')}.sig`);
    putImage(repository, { size: 9 * GIB }, {}, 'large');
    putReferrer(repository, putImage(repository, {}, { annotations: { is: 'left behind' } }));
    putImage(repository, {}, { annotations: { is: 'of nothing' } }, `sha256-${'0'.repeat(64)}.sig`);
  }
  const first = await plan();
  await deliver(first.batches);
  registries.lookups = [];
  begin('t2');

  // Act
  const second = await plan();

  // Assess
  expect(first.artifacts).toHaveLength(10);
  expect(second).toMatchObject({ artifacts: [], stored: { artifacts: 0, batches: 0, known: 10, skipped: 2 } });
  expect(registries.lookups).toHaveLength(1 + 2 * 2);
});

it('one new tag on an old registry: one manifest is read', async () => {
  const { plan, deliver, begin, registries, putImage } = createSelection();
  for (let index = 0; index < 20; index += 1) putImage('app', {}, { annotations: { index } }, `1.${index}.0`);
  await deliver((await plan()).batches);
  registries.lookups = [];
  begin('t2');
  putImage('app', {}, {}, '2.0.0');
  expect((await plan()).artifacts).toEqual(['app:2.0.0']);
  expect(manifestsIn(registries.lookups)).toHaveLength(1);
});

it('images of Docker have no subject: those without a tag are not read', async () => {
  const { plan, registries, putImage } = createSelection();
  const docker = 'application/vnd.docker.distribution.manifest.v2+json';
  const config = { mediaType: 'application/vnd.docker.container.image.v1+json', digest: `sha256:${'c'.repeat(64)}` };
  registries.putManifest(SOURCE, 'app', docker, { config, layers: [] });
  putImage('app', {}, {}, '1.0');
  expect((await plan()).artifacts).toEqual(['app:1.0']);
  expect(manifestsIn(registries.lookups)).toHaveLength(1);
});

it('repositories that no rule can take are not listed', async () => {
  const { plan, registries, putImage } = createSelection({ rules: [{ repositories: ['app/**'] }] });
  for (const repository of ['app/a', 'other', 'application']) putImage(repository, {}, {}, '1.0');
  expect((await plan()).artifacts).toEqual(['app/a:1.0']);
  expect(listingsIn(registries.lookups)).toEqual(['builds/', 'builds/app/a', 'builds/app/a']);
});

it('several repositories are looked into at once, but not all', async () => {
  const { plan, registries, putImage } = createSelection();
  for (let index = 0; index < 30; index += 1) putImage(`app${index}`, {}, {}, '1.0');
  let [now, most] = [0, 0];
  registries.beforeLookup = async () => {
    most = Math.max(most, (now += 1));
    await new Promise(setImmediate);
    now -= 1;
  };
  expect((await plan()).artifacts).toHaveLength(30);
  expect(most).toBe(8);
});

it('of repositories with many pages, one is listed at a time', async () => {
  const { plan, deps, putImage } = createSelection();
  for (const repository of ['a', 'b', 'c', 'small']) putImage(repository, {}, {}, '1.0');
  const isAfter = new Set<string>();
  let [most, pages] = [0, 0];
  const { tags } = deps.listing;
  deps.listing.tags = async (end, route, repository, page) => {
    if (page.after !== undefined) {
      isAfter.add(repository);
      most = Math.max(most, isAfter.size);
      pages += 1;
    }
    await new Promise(setImmediate);
    const number = Number(page.after ?? 0);
    const isLast = repository === 'small' || number === 3;
    if (isLast) isAfter.delete(repository);
    return { ...(await tags(end, route, repository, {})), ...(!isLast && { next: String(number + 1) }) };
  };
  expect((await plan()).artifacts).toEqual(['a:1.0', 'b:1.0', 'c:1.0', 'small:1.0']);
  expect({ most, pages }).toEqual({ most: 1, pages: 9 });
});

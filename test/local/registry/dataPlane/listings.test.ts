import { digestOf } from '../../../../local/registry/digest';
import {
  errorCode,
  INDEX,
  MANIFEST,
  pushImage,
  putManifest,
  startTestRegistry,
  type TestRegistry,
} from '../registryFixture';

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

let registry: TestRegistry;

beforeAll(async () => {
  registry = await startTestRegistry();
  for (const tag of ['a', 'c', 'b', 'e', 'd']) await pushImage(registry, 'team/app', tag);
  for (const name of ['zebra', 'apple', 'mango']) await pushImage(registry, name, 'v1');
});

afterAll(() => registry.close());

/** Follows the relative links from a first page on; answers every page. */
async function pages<T>(target: string): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | undefined = target; next !== undefined;) {
    const answer = await registry.send('GET', next);
    expect(answer.status).toBe(200);
    found.push(answer.json() as T);
    next = /^<(\/[^>]+)>; rel="next"$/.exec(answer.headers['link'] ?? '')?.[1];
  }
  return found;
}

it.each(['/v2/_catalog', '/acr/v1/_catalog'])('%s lists the repositories, page by page', async (target) => {
  expect(await pages(`${target}?n=3`)).toEqual([
    { repositories: ['apple', 'mango', 'team/app'] },
    { repositories: ['zebra'] },
  ]);
  expect(await pages(`${target}?n=2`)).toHaveLength(2);
  expect(await pages(`${target}?n=3&last=mango`)).toEqual([{ repositories: ['team/app', 'zebra'] }]);
  expect(await pages(`${target}?last=banana`)).toEqual([{ repositories: ['mango', 'team/app', 'zebra'] }]);
  expect(await pages(`${target}?n=0`)).toEqual([{ repositories: [] }]);
});

it('lists tags, page by page', async () => {
  expect(await pages('/v2/team/app/tags/list')).toEqual([{ name: 'team/app', tags: ['a', 'b', 'c', 'd', 'e'] }]);
  expect(await pages<{ tags: string[] }>('/v2/team/app/tags/list?n=2')).toMatchObject([
    { tags: ['a', 'b'] },
    { tags: ['c', 'd'] },
    { tags: ['e'] },
  ]);
});

it.each(['-1', 'ten', '1.5'])('refuses n=%s', async (n) => {
  const answer = await registry.send('GET', `/v2/team/app/tags/list?n=${n}`);
  expect([answer.status, errorCode(answer)]).toEqual([400, 'PAGINATION_NUMBER_INVALID']);
});

it('lists the tags of ACR by name, by time and by digest', async () => {
  type TagPage = { registry: string; imageName: string; tags: { name: string; digest: string }[] };
  const names = async (query: string): Promise<string[]> =>
    (await pages<TagPage>(`/acr/v1/team%2Fapp/_tags?${query}`)).flatMap((page) => page.tags.map((tag) => tag.name));
  expect(await names('n=2')).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(await names('n=2&orderby=timeasc')).toEqual(['a', 'c', 'b', 'e', 'd']);
  expect(await names('n=2&orderby=timedesc')).toEqual(['d', 'e', 'b', 'c', 'a']);
  const [page] = await pages<TagPage>('/acr/v1/team/app/_tags');
  expect(page).toMatchObject({ registry: `127.0.0.1:${registry.port}`, imageName: 'team/app' });
  expect(await names(`digest=${page?.tags[2]?.digest}`)).toEqual(['c']);
});

it.each([
  ['/v2/nowhere/tags/list', 'NAME_UNKNOWN'],
  ['/acr/v1/nowhere', 'NAME_UNKNOWN'],
  ['/acr/v1/nowhere/_tags', 'NAME_UNKNOWN'],
  ['/acr/v1/nowhere/_manifests', 'NAME_UNKNOWN'],
  ['/acr/v1/nowhere/_tags/v1', 'TAG_UNKNOWN'],
  ['/acr/v1/team/app/_tags/none', 'TAG_UNKNOWN'],
  [`/acr/v1/team/app/_manifests/sha256:${'0'.repeat(64)}`, 'MANIFEST_UNKNOWN'],
])('%s is answered with 404 %s', async (target, code) => {
  const answer = await registry.send('GET', target);
  expect([answer.status, errorCode(answer)]).toEqual([404, code]);
});

function lock(target: string, body: unknown): ReturnType<TestRegistry['send']> {
  return registry.send('PATCH', target, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

type Listed = Record<string, unknown> & { changeableAttributes: Record<string, unknown> };
async function manifestsOf(repository: string, query = ''): Promise<Listed[]> {
  const found = await pages<{ manifests: Listed[] }>(`/acr/v1/${repository}/_manifests?${query}`);
  return found.flatMap(({ manifests }) => manifests);
}

it('lists the manifests of ACR by digest, page by page, each with what a plan needs to know of it', async () => {
  // Prepare
  const [image, untagged] = [await pushImage(registry, 'listed', 'v1'), await pushImage(registry, 'listed', undefined)];
  const child = { mediaType: MANIFEST, digest: image.digest, size: image.bytes.length };
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [child] }));
  await putManifest(registry, 'listed', 'multi', index, INDEX);

  // Act
  const manifests = await manifestsOf('listed', 'n=2');

  // Assess
  const digests = [image.digest, untagged.digest, digestOf(index)];
  expect(manifests.map(({ digest }) => digest)).toEqual(digests.toSorted());
  const [one, two, multi] = digests.map((each) => manifests.find(({ digest }) => digest === each));
  expect(one).toEqual({
    digest: image.digest,
    mediaType: MANIFEST,
    configMediaType: 'application/vnd.oci.image.config.v1+json',
    imageSize: expect.any(Number),
    createdTime: expect.stringMatching(ISO_TIME),
    lastUpdateTime: expect.stringMatching(ISO_TIME),
    architecture: 'arm64',
    os: 'linux',
    tags: ['v1'],
    changeableAttributes: {
      deleteEnabled: true,
      writeEnabled: true,
      readEnabled: true,
      listEnabled: true,
      quarantineState: 'Passed',
    },
  });
  expect(two).not.toHaveProperty('tags');
  expect(multi).toMatchObject({ mediaType: INDEX, tags: ['multi'] });
  expect(multi).not.toHaveProperty('configMediaType');
});

it('goes on listing a repository that has no manifest left', async () => {
  const { digest } = await pushImage(registry, 'emptied', 'v1');
  expect((await registry.send('DELETE', `/v2/emptied/manifests/${digest}`)).status).toBe(202);
  expect(await pages('/acr/v1/_catalog?last=ema&n=1000')).toMatchObject([
    { repositories: expect.arrayContaining(['emptied']) },
  ]);
  expect(await pages('/acr/v1/emptied/_tags')).toMatchObject([{ tags: [] }]);
  expect(await manifestsOf('emptied')).toEqual([]);
});

it('does not list what may not be listed', async () => {
  // Prepare
  const hidden = await pushImage(registry, 'partly', 'hidden');
  await pushImage(registry, 'partly', 'shown');
  await pushImage(registry, 'unlisted', 'v1');

  // Act
  await lock('/acr/v1/partly/_tags/hidden', { listEnabled: false });
  await lock(`/acr/v1/partly/_manifests/${hidden.digest}`, { listEnabled: false });
  await lock('/acr/v1/unlisted', { listEnabled: false });

  // Assess
  expect(await pages('/acr/v1/partly/_tags')).toMatchObject([{ tags: [{ name: 'shown' }] }]);
  expect(await pages('/v2/partly/tags/list')).toEqual([{ name: 'partly', tags: ['shown'] }]);
  expect(await manifestsOf('partly')).toMatchObject([{ tags: ['shown'] }]);
  for (const target of ['/acr/v1/_catalog', '/v2/_catalog']) {
    const [page] = await pages<{ repositories: string[] }>(target);
    expect(page?.repositories).toContain('partly');
    expect(page?.repositories).not.toContain('unlisted');
  }
});

it('a manifest in quarantine is listed as that and not read, until the quarantine ends', async () => {
  // Prepare
  const { digest } = await pushImage(registry, 'held', 'v1');
  const quarantine = (quarantineState: unknown) => lock(`/acr/v1/held/_manifests/${digest}`, { quarantineState });

  // Act
  expect((await quarantine('Quarantined')).json()).toMatchObject({
    manifest: { changeableAttributes: { quarantineState: 'Quarantined', readEnabled: true } },
  });

  // Assess
  const [held] = await manifestsOf('held');
  expect(held?.changeableAttributes).toMatchObject({ quarantineState: 'Quarantined' });
  expect(await pages('/acr/v1/held/_tags')).toMatchObject([{ tags: [{ quarantineState: 'Quarantined' }] }]);
  const pull = () => registry.send('GET', '/v2/held/manifests/v1');
  const refused = await pull();
  expect([refused.status, errorCode(refused)]).toEqual([405, 'DENIED']);
  expect(refused.bytes.toString()).toContain(`the manifest 'held@${digest}' is in quarantine (Quarantined)`);
  expect((await quarantine(1)).status).toBe(400);
  await quarantine('Passed');
  expect((await pull()).status).toBe(200);
});

describe('a lock', () => {
  it('on a tag keeps it from moving and from being deleted, but not from being pushed again as it is', async () => {
    await pushImage(registry, 'locked', 'v1');
    await pushImage(registry, 'locked', 'v2');
    const locked = await lock('/acr/v1/locked/_tags/v1', { writeEnabled: false, deleteEnabled: false });
    expect(locked.json()).toMatchObject({
      tag: {
        changeableAttributes: { writeEnabled: false, deleteEnabled: false, readEnabled: true, listEnabled: true },
      },
    });
    const v1 = (await registry.send('GET', '/v2/locked/manifests/v1')).bytes;
    const v2 = (await registry.send('GET', '/v2/locked/manifests/v2')).bytes;
    const put = (body: Buffer): ReturnType<TestRegistry['send']> =>
      registry.send('PUT', '/v2/locked/manifests/v1', { body, headers: { 'content-type': mediaType } });
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    expect((await put(v1)).status).toBe(201);
    for (const answer of [await put(v2), await registry.send('DELETE', '/acr/v1/locked/_tags/v1')]) {
      expect([answer.status, errorCode(answer)]).toEqual([405, 'DENIED']);
    }
    await lock('/acr/v1/locked/_tags/v1', { writeEnabled: true, deleteEnabled: true });
    expect((await put(v2)).status).toBe(201);
    expect((await registry.send('DELETE', '/acr/v1/locked/_tags/v1')).status).toBe(202);
  });

  it('on a tag binds deleting although it names writing only', async () => {
    const { digest } = await pushImage(registry, 'written', 'v1');
    await lock('/acr/v1/written/_tags/v1', { writeEnabled: false });
    for (const target of ['/acr/v1/written/_tags/v1', `/v2/written/manifests/${digest}`]) {
      const answer = await registry.send('DELETE', target);
      expect([answer.status, errorCode(answer)]).toEqual([405, 'DENIED']);
    }
  });

  it('on a manifest binds its tags: they neither move away nor are read', async () => {
    const { digest } = await pushImage(registry, 'pinned', 'v1');
    await pushImage(registry, 'pinned', 'v2');
    const other = (await registry.send('GET', '/v2/pinned/manifests/v2')).bytes;
    await lock(`/acr/v1/pinned/_manifests/${digest}`, { writeEnabled: false, readEnabled: false });
    const moved = await putManifest(registry, 'pinned', 'v1', other);
    for (const answer of [moved, await registry.send('GET', '/v2/pinned/manifests/v1')]) {
      expect([answer.status, errorCode(answer)]).toEqual([405, 'DENIED']);
      expect(answer.bytes.toString()).toContain(`Enabled of the manifest 'pinned@${digest}' is false`);
    }
    expect((await putManifest(registry, 'pinned', 'v3', other)).status).toBe(201);
  });

  it('on a repository keeps its layers from being mounted elsewhere', async () => {
    const { layer } = await pushImage(registry, 'secret', 'v1');
    await lock('/acr/v1/secret', { readEnabled: false });
    const answer = await registry.send('POST', `/v2/mounting/blobs/uploads/?mount=${layer}&from=secret`);
    expect(answer.status).toBe(202);
  });

  it('on a repository keeps it from being read, pushed to or deleted', async () => {
    await pushImage(registry, 'vault', 'v1');
    await lock('/acr/v1/vault', { readEnabled: false, writeEnabled: false, deleteEnabled: false });
    for (const [method, target] of [
      ['GET', '/v2/vault/manifests/v1'],
      ['POST', '/v2/vault/blobs/uploads/'],
      ['DELETE', '/acr/v1/vault'],
    ] as const) {
      const answer = await registry.send(method, target);
      expect([answer.status, errorCode(answer)]).toEqual([405, 'DENIED']);
    }
  });

  it.each([{ writeEnabled: 'no' }, 'text that is no object'])('is refused as %j', async (body) => {
    const sent = typeof body === 'string' ? '{' : JSON.stringify(body);
    expect((await registry.send('PATCH', '/acr/v1/team/app', { body: sent })).status).toBe(400);
  });
});

it('deletes a repository whole', async () => {
  await pushImage(registry, 'doomed', 'v1');
  const answer = await registry.send('DELETE', '/acr/v1/doomed');
  expect(answer.status).toBe(202);
  expect(answer.json()).toMatchObject({ tagsDeleted: ['v1'] });
  expect((await registry.send('DELETE', '/acr/v1/doomed')).status).toBe(404);
  expect((await registry.send('GET', '/v2/doomed/manifests/v1')).status).toBe(404);
});

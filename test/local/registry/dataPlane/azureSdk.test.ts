import { randomBytes } from 'node:crypto';
import {
  ContainerRegistryClient,
  ContainerRegistryContentClient,
  type ContainerRegistryClientOptions,
} from '@azure/container-registry';
import { encodeJwtPart } from '../../../../local/registry/auth/jwt';
import { digestOf } from '../../../../local/registry/digest';
import { INDEX, MANIFEST, startTestRegistry, type TestRegistry } from '../registryFixture';

const AUDIENCE = 'https://registry.example';

let registry: TestRegistry;
let options: ContainerRegistryClientOptions;
let client: ContainerRegistryClient;
const scopes: unknown[] = [];
const credential = {
  getToken: (scope: unknown) => {
    scopes.push(scope);
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const claims = encodeJwtPart({ aud: AUDIENCE, oid: 'principal', exp });
    return Promise.resolve({ token: `${encodeJwtPart({ alg: 'none' })}.${claims}.`, expiresOnTimestamp: exp * 1000 });
  },
};

beforeAll(async () => {
  registry = await startTestRegistry({ audience: AUDIENCE, refuseArmAudience: true });
  const tlsOptions = { ca: registry.cert };
  options = { audience: AUDIENCE, tlsOptions, retryOptions: { maxRetries: 0 } } as ContainerRegistryClientOptions;
  client = new ContainerRegistryClient(registry.origin, credential, options);
});

afterAll(() => registry.close());

function contentOf(repository: string): ContainerRegistryContentClient {
  return new ContainerRegistryContentClient(registry.origin, repository, credential, options);
}

async function push(repository: string, tag: string, layer: Buffer): Promise<string> {
  const content = contentOf(repository);
  const config = Buffer.from(JSON.stringify({ architecture: 'amd64', os: 'linux', tag }));
  const describe = async (bytes: Buffer, mediaType: string): Promise<Record<string, unknown>> => {
    const { digest, sizeInBytes } = await content.uploadBlob(bytes);
    expect(digest).toBe(digestOf(bytes));
    return { mediaType, digest, size: sizeInBytes };
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: await describe(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [await describe(layer, 'application/vnd.oci.image.layer.v1.tar')],
  };
  return (await content.setManifest(Buffer.from(JSON.stringify(manifest)), { tag })).digest;
}

it('pushes and pulls, in several chunks, an index included', async () => {
  const layer = randomBytes(9 * 1024 * 1024);
  const digest = await push('team/app', 'v1', layer);
  const content = contentOf('team/app');
  const index = {
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [{ mediaType: MANIFEST, digest, size: 1, platform: { architecture: 'amd64', os: 'linux' } }],
  };
  const bytes = Buffer.from(JSON.stringify(index));
  expect((await content.setManifest(bytes, { tag: 'multi', mediaType: INDEX })).digest).toBe(digestOf(bytes));

  const pulled = await content.getManifest('multi');
  expect([pulled.mediaType, pulled.content.equals(bytes)]).toEqual([INDEX, true]);
  const downloaded: Buffer[] = [];
  const { content: stream } = await content.downloadBlob(digestOf(layer));
  for await (const chunk of stream as AsyncIterable<Buffer>) downloaded.push(chunk);
  expect(Buffer.concat(downloaded).equals(layer)).toBe(true);
  expect(
    registry.entries.filter((entry) => entry.verb === 'uploadChunk' && entry.path.includes('team/app')),
  ).toHaveLength(4);
  expect(scopes).toContain(`${AUDIENCE}/.default`);

  const properties = await client.getArtifact('team/app', 'multi').getManifestProperties();
  expect(properties).toMatchObject({ repositoryName: 'team/app', tags: ['multi'], canDelete: true });
  expect(properties.relatedArtifacts).toEqual([{ digest, architecture: 'amd64', operatingSystem: 'linux' }]);
  expect(await client.getArtifact('team/app', digest).getManifestProperties()).toMatchObject({
    architecture: 'amd64',
    operatingSystem: 'linux',
    sizeInBytes: layer.length + Buffer.byteLength('{"architecture":"amd64","os":"linux","tag":"v1"}'),
    tags: ['v1'],
  });
});

it('lists repositories, tags and manifests, following the pages', async () => {
  const tags = ['a', 'b', 'c', 'd', 'e'];
  for (const tag of tags) await push('listed/app', tag, Buffer.from(tag));
  await push('listed/other', 'v1', Buffer.from('other'));

  const repositories: string[] = [];
  for await (const page of client.listRepositoryNames().byPage({ maxPageSize: 1 })) repositories.push(...page);
  expect(repositories).toEqual(expect.arrayContaining(['listed/app', 'listed/other']));

  const repository = client.getRepository('listed/app');
  expect(await repository.getProperties()).toMatchObject({ name: 'listed/app', tagCount: 5, manifestCount: 5 });
  const listed: string[] = [];
  const artifact = repository.getArtifact('a');
  for await (const page of artifact
    .listTagProperties({ order: 'LastUpdatedOnDescending' })
    .byPage({ maxPageSize: 2 })) {
    listed.push(...page.map((tag) => tag.name));
  }
  expect(listed).toEqual([...tags].reverse());
  const manifests: string[] = [];
  const order = 'LastUpdatedOnAscending';
  for await (const page of repository.listManifestProperties({ order }).byPage({ maxPageSize: 2 })) {
    manifests.push(...page.flatMap((manifest) => manifest.tags));
  }
  expect(manifests).toEqual(tags);
});

it('resolves, locks and deletes tags and manifests; what is gone is a 404', async () => {
  const digest = await push('gone', 'v1', Buffer.from('gone'));
  const artifact = client.getArtifact('gone', 'v1');
  expect((await artifact.getTagProperties('v1')).digest).toBe(digest);
  expect((await artifact.updateTagProperties('v1', { canWrite: false })).canWrite).toBe(false);
  await expect(artifact.deleteTag('v1')).rejects.toMatchObject({ statusCode: 405 });
  await artifact.updateTagProperties('v1', { canWrite: true });
  await artifact.deleteTag('v1');
  await expect(artifact.getTagProperties('v1')).rejects.toMatchObject({
    statusCode: 404,
    details: { errors: [{ code: 'TAG_UNKNOWN' }] },
  });
  await client.getArtifact('gone', digest).delete();
  await expect(contentOf('gone').getManifest(digest)).rejects.toMatchObject({ statusCode: 404 });
  await client.deleteRepository('gone');
  await expect(client.getRepository('gone').getProperties()).rejects.toMatchObject({ statusCode: 404 });
});

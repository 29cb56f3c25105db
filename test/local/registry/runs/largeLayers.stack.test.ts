import { Readable } from 'node:stream';
import type { ContentStore } from '../../../../local/registry/contentStore';
import { planExport } from '../../../../local/registry/runs/planExport';
import { readArchive } from '../../../../local/registry/runs/archive/readArchive';
import { largestArchiveSize, writeArchive } from '../../../../local/registry/runs/archive/writeArchive';
import { startTestCloud, type TestCloud } from '../testCloud';
import { pushImage } from '../testImage';
import { transferSteps } from '../transferSteps';

const GIB = 1024 ** 3;
const LAYER = `sha256:${'a'.repeat(64)}`;
const MANIFEST = { digest: `sha256:${'b'.repeat(64)}`, mediaType: 'application/vnd.oci.image.manifest.v1+json' };

/** A store with one image, whose only layer is as many zeros as said. */
function storeOfZeros(size: number): ContentStore {
  const bytes = Buffer.from(JSON.stringify({ layers: [{ digest: LAYER }] }));
  const chunk = Buffer.alloc(8 * 1024 * 1024);
  function* zeros(): Generator<Buffer> {
    for (let left = size; left > 0; left -= chunk.length) yield chunk.subarray(0, left);
  }
  const store: Pick<ContentStore, 'attributesOf' | 'getManifest' | 'blobSize' | 'readBlob'> = {
    attributesOf: () => Promise.resolve(undefined),
    getManifest: () => Promise.resolve({ ...MANIFEST, bytes }),
    blobSize: () => Promise.resolve(size),
    readBlob: () => Readable.from(zeros()),
  };
  return store as ContentStore;
}

describe('layers over 8 GiB', () => {
  it('pass through the archive', async () => {
    const size = 9 * GIB + 1;
    const store = storeOfZeros(size);
    const plan = await planExport(store, ['app:v1'], { continueOnErrors: false, largestLayerBytes: size });
    let written = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const chunk of writeArchive(plan, store)) {
        written += chunk.length;
        yield chunk;
      }
    }
    const entries: [name: string, size: number, read: number][] = [];
    for await (const entry of readArchive(counted())) {
      let read = 0;
      for await (const chunk of entry.content) read += chunk.length;
      entries.push([entry.name, entry.size, read]);
    }
    expect(entries.map(([name]) => name)).toEqual(['catalog.json', 'manifests/0.json', 'layers/0']);
    expect(entries.at(-1)).toEqual(['layers/0', size, size]);
    expect(written).toBeLessThanOrEqual(largestArchiveSize(plan));
    expect(written).toBeGreaterThan(size);
  }, 60_000);

  it('are refused by the limit of the service, and no smaller ones', async () => {
    const plan = (size: number) =>
      planExport(storeOfZeros(size), ['app:v1'], { continueOnErrors: false, largestLayerBytes: 8 * GIB });
    expect((await plan(8 * GIB)).catalog.layers).toEqual([{ digest: LAYER, size: 8 * GIB }]);
    await expect(plan(8 * GIB + 1)).rejects.toThrow(
      `The artifact 'app:v1' cannot be exported: its layer ${LAYER} has 8589934593 bytes. ` +
        'ACR Transfer supports artifacts with layer sizes up to 8 GB.',
    );
  });
});

describe('an export with a layer over the limit', () => {
  let cloud: TestCloud;
  let steps: ReturnType<typeof transferSteps>;

  beforeAll(async () => {
    cloud = await startTestCloud({ largestLayerBytes: 10_000 });
    steps = transferSteps(cloud);
  });
  afterAll(() => cloud.close());

  it('fails in the words of the service and writes no blob, or leaves that artifact out with ContinueOnErrors', async () => {
    const repo = steps.fresh('app/large');
    await pushImage(cloud.source, repo, { tag: 'small', size: 10_000 });
    const { layer } = await pushImage(cloud.source, repo, { tag: 'large', size: 10_001 });
    const failed = await steps.exported([`${repo}:small`, `${repo}:large`]);
    expect(failed.response).toMatchObject({
      status: 'Failed',
      pipelineRunErrorMessage:
        `The artifact '${repo}:large' cannot be exported: its layer ${layer} has 10001 bytes. ` +
        'ACR Transfer supports artifacts with layer sizes up to 10000 bytes.',
    });
    expect(await cloud.container.getBlobClient(failed.blob).exists()).toBe(false);

    const partial = await steps.exported([`${repo}:small`, `${repo}:large`], ['ContinueOnErrors']);
    expect(partial.response.status).toBe('Succeeded');
    expect((await steps.imported(partial.blob)).response.importedArtifacts).toEqual([`${repo}:small`]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { StoredManifest } from '../../../../local/registry/contentStore';
import { MACHINE } from '../../../../local/machine';
import { createContentStore, type DiskContentStore } from '../../../../local/registry/createContentStore';
import { planExport } from '../../../../local/registry/runs/planExport';
import { storeArtifact } from '../../../../local/registry/runs/storeArtifact';
import { pushImage, pushIndex } from '../testImage';

const REPO = 'team/app';

let folder: string;
let source: DiskContentStore;
let target: DiskContentStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'store artifact '));
  source = await createContentStore(path.join(folder, 'source'), MACHINE);
  target = await createContentStore(path.join(folder, 'target'), MACHINE);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Imports what an export of `artifact` would carry, but the layers that are lost on the way. */
async function transfer(artifact: string, lost: string[] = []): Promise<void> {
  const { catalog, manifests } = await planExport(source, [artifact], {
    continueOnErrors: false,
    largestLayerBytes: 1_000_000,
  });
  for (const { digest } of catalog.layers) {
    if (!lost.includes(digest)) await target.writeBlob(REPO, digest, source.readBlob(REPO, digest));
  }
  const stored = catalog.manifests.map((entry, index): [string, StoredManifest] => [
    entry.digest,
    { ...entry, bytes: manifests[index]! },
  ]);
  await storeArtifact(target, catalog.artifacts[0]!, {
    manifests: new Map(stored),
    damaged: new Map(),
    overwriteTags: true,
  });
}

async function tagged(tag: string): Promise<string | undefined> {
  return (await target.getManifest(REPO, tag))?.digest;
}

describe('an import', () => {
  it('stores an image whose foreign layer did not travel', async () => {
    const { digest } = await pushImage(source, REPO, { tag: 'v1', foreignLayer: true });
    await transfer(`${REPO}:v1`);
    expect(await tagged('v1')).toBe(digest);
  });

  it('fails for any other layer that did not travel, of a child too, and tags nothing', async () => {
    const { digest, layer } = await pushImage(source, REPO, { tag: 'v1', foreignLayer: true });
    await pushIndex(source, REPO, 'multi', [digest]);
    for (const tag of ['v1', 'multi']) {
      const failing = transfer(`${REPO}:${tag}`, [layer]);
      await expect(failing).rejects.toThrow(`'${REPO}:${tag}' is incomplete: ${layer} is neither in the blob`);
      expect(await tagged(tag)).toBeUndefined();
    }
  });

  it('is content with a layer that the target holds already', async () => {
    const { digest, layer, bytes } = await pushImage(source, REPO, { tag: 'v1' });
    await target.writeBlob(REPO, layer, source.readBlob(REPO, layer));
    expect(bytes.length).toBe(await target.blobSize(REPO, layer));
    await transfer(`${REPO}:v1`, [layer]);
    expect(await tagged('v1')).toBe(digest);
  });

  it.each(['repository', 'tag', 'manifest'])('moves no tag when the %s may not be written', async (locked) => {
    await pushImage(source, REPO, { tag: 'v1' });
    const old = await pushImage(target, REPO, { tag: 'v1' });
    const reference = { repository: undefined, tag: 'v1', manifest: old.digest }[locked];
    await target.setAttributes(REPO, reference, { writeEnabled: false });
    await expect(transfer(`${REPO}:v1`)).rejects.toThrow(`'${REPO}:v1' cannot be imported: writeEnabled of the`);
    expect(await tagged('v1')).toBe(old.digest);
    await target.setAttributes(REPO, reference, { writeEnabled: true });
    await transfer(`${REPO}:v1`);
    expect(await tagged('v1')).not.toBe(old.digest);
  });

  it('adds neither a tag nor a manifest to a repository that may not be written', async () => {
    const { digest } = await pushImage(source, REPO, { tag: 'new' });
    await pushImage(target, REPO, { tag: 'v1' });
    await target.setAttributes(REPO, undefined, { writeEnabled: false });
    for (const artifact of [`${REPO}:new`, `${REPO}@${digest}`]) {
      await expect(transfer(artifact)).rejects.toThrow('writeEnabled of the repository');
    }
    expect(await target.getManifest(REPO, digest)).toBeUndefined();
  });

  it('succeeds where locked things are what it brings already', async () => {
    const { digest } = await pushImage(source, REPO, { tag: 'v1' });
    await transfer(`${REPO}:v1`);
    for (const reference of [undefined, 'v1', digest]) {
      await target.setAttributes(REPO, reference, { writeEnabled: false });
    }
    await transfer(`${REPO}:v1`);
    expect(await tagged('v1')).toBe(digest);
  });
});

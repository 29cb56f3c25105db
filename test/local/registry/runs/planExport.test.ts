import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MACHINE } from '../../../../local/machine';
import { createContentStore, type DiskContentStore } from '../../../../local/registry/createContentStore';
import { digestOf } from '../../../../local/registry/digest';
import { planExport, type ExportPlan } from '../../../../local/registry/runs/planExport';
import { FOREIGN_LAYER, pushBlob, pushImage, pushIndex } from '../testImage';

const REPO = 'team/app';

let folder: string;
let store: DiskContentStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plan export '));
  store = await createContentStore(folder, MACHINE);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function plan(artifacts: string[], continueOnErrors = false): Promise<ExportPlan> {
  return planExport(store, artifacts, { continueOnErrors, largestLayerBytes: 1_000_000 });
}

async function planned(artifact: string): Promise<string[]> {
  return (await plan([artifact])).catalog.layers.map(({ digest }) => digest);
}

describe('an export', () => {
  it('takes a foreign layer along where the registry holds it, and leaves it out where not', async () => {
    await pushImage(store, REPO, { tag: 'v1', foreignLayer: true });
    const foreign = digestOf(FOREIGN_LAYER);
    expect(await planned(`${REPO}:v1`)).not.toContain(foreign);
    await pushBlob(store, REPO, FOREIGN_LAYER);
    expect(await planned(`${REPO}:v1`)).toContain(foreign);
  });

  it('fails for any other layer that the registry has lost', async () => {
    const { layer } = await pushImage(store, REPO, { tag: 'v1', foreignLayer: true });
    await store.deleteBlob(REPO, layer);
    await expect(plan([`${REPO}:v1`])).rejects.toThrow(`'${REPO}:v1' is incomplete: its layer ${layer}`);
  });

  it('fails for a child that the index has lost, and takes one along that is a blob', async () => {
    const { digest } = await pushImage(store, REPO);
    const blob = await pushBlob(store, REPO, Buffer.from('a build cache'));
    await pushIndex(store, REPO, 'multi', [digest, blob]);
    expect(await planned(`${REPO}:multi`)).toContain(blob);
    await store.deleteManifest(REPO, digest);
    await expect(plan([`${REPO}:multi`])).rejects.toThrow(`'${REPO}:multi' is incomplete: its manifest ${digest}`);
  });

  it.each(['repository', 'tag', 'manifest', 'child'])('fails when the %s may not be read', async (locked) => {
    const child = await pushImage(store, REPO);
    const index = await pushIndex(store, REPO, 'multi', [child.digest]);
    await pushImage(store, 'other', { tag: 'v1' });
    const reference = { repository: undefined, tag: 'multi', manifest: index, child: child.digest }[locked];
    await store.setAttributes(REPO, reference, { readEnabled: false });
    const failing = plan([`${REPO}:multi`, 'other:v1']);
    await expect(failing).rejects.toThrow(`'${REPO}:multi' cannot be exported: readEnabled of the`);
    const { catalog } = await plan([`${REPO}:multi`, 'other:v1'], true);
    expect(catalog.artifacts.map(({ repository }) => repository)).toEqual(['other']);
  });

  it('by digest does not mind a lock on a tag of it', async () => {
    const { digest } = await pushImage(store, REPO, { tag: 'v1' });
    await store.setAttributes(REPO, 'v1', { readEnabled: false });
    await expect(plan([`${REPO}:v1`])).rejects.toThrow('cannot be exported');
    expect((await plan([`${REPO}@${digest}`])).catalog.artifacts).toHaveLength(1);
  });
});

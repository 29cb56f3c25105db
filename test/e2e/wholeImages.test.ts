import { randomBytes } from 'node:crypto';
import { indexOf, imageOf, withForeignLayer } from './helpers/images';
import { type Ferry, startFerry } from './helpers/startFerry';

const IMPORTED = 'run.import.finish';

describe('an image is its manifests, configs and layers, not its digest alone', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  /** Deletes a manifest or a blob behind the app's back. */
  async function remove(side: 'source' | 'target', path: string): Promise<void> {
    const { stack } = ferry;
    const url = `${stack.endpoints[`${side}Registry`]}/v2/${path}`;
    const { status } = await stack.request(url, { method: 'DELETE', headers: { authorization: stack.login(side) } });
    expect(status).toBe(202);
  }

  it('what is deleted in the target before it is verified: incomplete, and the blobs are kept', async () => {
    // Prepare
    const { api, source, storage, hold, held, release, push } = ferry;
    const index = indexOf('whole/index:1.0', [randomBytes(500), randomBytes(500)]);
    const image = imageOf('whole/image:1.0', randomBytes(500));
    await source.push(index);
    await source.push(image);
    const whole = await push('whole/other:1.0');
    const [child, layer] = [index.children[1]?.digest ?? '', image.blobs[1]?.digest ?? ''];

    // Act
    await hold(IMPORTED);
    const { id } = await api.start(['whole/index:1.0', 'whole/image:1.0', whole]);
    await held(IMPORTED);
    await remove('target', `whole/index/manifests/${child}`);
    await remove('target', `whole/image/blobs/${layer}`);
    await release(IMPORTED);
    const { outcome, artifacts, batches } = await api.reportOf(id);

    // Assess
    expect(outcome).toBe('partial');
    expect(artifacts).toMatchObject([
      {
        artifact: 'whole/image:1.0',
        outcome: 'incomplete',
        targetDigest: image.manifest.digest,
        failure: { code: 'artifact_incomplete', message: expect.stringContaining(`layer ${layer}`) },
      },
      {
        artifact: 'whole/index:1.0',
        outcome: 'incomplete',
        failure: { code: 'artifact_incomplete', message: expect.stringContaining(`manifest ${child} (linux/amd64)`) },
      },
      { artifact: whole, outcome: 'delivered' },
    ]);
    const blob = batches[0]?.blob;
    expect(await storage.blobs('exports')).toContain(blob);
    expect(await storage.blobs('imports')).toEqual(expect.arrayContaining([blob, `${blob}.manifest.json`]));
  });

  it('what is not whole in the source is not exported; the others are', async () => {
    // Prepare
    const { api, source, push } = ferry;
    const index = indexOf('broken/index:1.0', [randomBytes(500), randomBytes(500)]);
    await source.push(index);
    const child = index.children[0]?.digest ?? '';
    await remove('source', `broken/index/manifests/${child}`);
    const whole = await push('broken/other:1.0');

    // Act
    const { outcome, artifacts, batches } = await api.reportOf((await api.start(['broken/index:1.0', whole])).id);

    // Assess
    expect(outcome).toBe('partial');
    expect(artifacts).toMatchObject([
      {
        outcome: 'incomplete',
        failure: { code: 'artifact_incomplete_in_source', message: expect.stringContaining(child) },
      },
      { artifact: whole, outcome: 'delivered' },
    ]);
    expect(batches[0]?.artifacts).toEqual([whole]);
  });

  it('a foreign layer that the source does not hold is left out: delivered, and the report and the sidecar say so', async () => {
    // Prepare
    const { api, source, storage, hold, held, release } = ferry;
    const { artifact, foreign } = withForeignLayer('foreign/app:1.0', randomBytes(500));
    await source.push(artifact);

    // Act
    await hold(IMPORTED);
    const { id } = await api.start(['foreign/app:1.0']);
    await held(IMPORTED);
    const sidecars = (await storage.blobs('imports')).filter((name) => name.includes(id) && name.endsWith('.json'));
    const sidecar = JSON.parse(await storage.readImported(sidecars[0] ?? '')) as unknown;
    await release(IMPORTED);
    const { outcome, artifacts, batches } = await api.reportOf(id);

    // Assess
    const leftOut = { parts: [foreign] };
    expect(outcome).toBe('succeeded');
    expect(artifacts).toMatchObject([{ outcome: 'delivered', leftOut }]);
    expect(sidecar).toMatchObject({ artifacts: [{ artifact: 'foreign/app:1.0', leftOut }] });
    expect(batches).toMatchObject([{ blobsDeleted: true }]);
  });
});

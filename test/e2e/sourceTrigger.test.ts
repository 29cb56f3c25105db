import { manifestNameFor } from '../../src/domain/names';
import type { TransferView } from '../../src/functions/http/schemas/transferView';
import { announce, createCourier, type Courier } from './helpers/courier';
import { endSubscriptions } from './helpers/endSubscriptions';
import { exportOne } from './helpers/exportOne';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { until } from './helpers/until';

const CATEGORY = { 'x-ms-meta-category': 'acr-transfer-blob' };
const WARNING = { code: 'double_import_possible' };
/** Looks for the registry's run come up to a minute apart. */
const SOON = 180_000;

describe('an import pipeline whose source trigger imports what arrives', () => {
  let ferry: Ferry;
  let courier: Courier;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const both = routes[ROUTE] ?? {};
        Object.assign(both, { keepBlobs: true });
        const { target } = both;
        routes['inbox'] = { target, arrivals: { prefix: 'inbox/', manifestWaitMinutes: 5 } };
        routes['taken'] = { target, arrivals: { prefix: 'taken/', takeOverMinutes: 0 } };
      },
    });
    await endSubscriptions(ferry.stack, 'blobCreated');
    courier = createCourier(ferry.stack);
  });
  afterAll(() => ferry?.stop());
  beforeEach(async () => {
    await scanEvery(3_600);
    await switchTrigger('Disabled');
  });

  const scanEvery = (seconds: number) => ferry.stack.admin('PUT', 'settings', { sourceTriggerSeconds: seconds });
  const switchTrigger = async (status: 'Enabled' | 'Disabled'): Promise<void> => {
    const before = await ferry.runs.pipeline('target');
    const properties = { ...before.properties, trigger: { sourceTrigger: { status } } };
    await ferry.runs.putPipeline('target', { ...before, properties });
  };
  const restart = async (): Promise<void> => {
    await ferry.host().kill();
    await ferry.startHost();
  };
  /** Names of all import runs of a blob. */
  const importsOf = async (name: string): Promise<string[]> =>
    (await ferry.runs.list('target'))
      .filter(({ properties: { request } }) => request.source?.name === name)
      .map((run) => run.name);
  /** What the source's side exported of a new image, and its manifest; the target's side has nothing of it. */
  const exported = async (reference: string) => {
    const made = await exportOne(ferry, courier, reference);
    for (const one of [made.name, manifestNameFor(made.name)]) await courier.remove(one);
    return made;
  };
  /** Brings a blob, with its manifest unless that comes later; answers the transfer that its event starts. */
  const arrives = async (name: string, { blob, manifest }: { blob: Buffer; manifest?: Buffer }): Promise<string> => {
    if (manifest) await courier.bring(manifestNameFor(name), manifest);
    await courier.bring(name, blob, CATEGORY);
    const ids = async (): Promise<string[]> =>
      ((await ferry.api.list('?limit=100')).json?.transfers ?? []).map(({ id }) => id);
    const before = await ids();
    expect((await announce(ferry.stack, name)).status).toBe(202);
    const [id = ''] = (await ids()).filter((one) => !before.includes(one));
    return id;
  };
  const isWaiting = ({ progress }: TransferView): boolean =>
    progress?.note?.includes("for the registry's own import run of") === true;

  it('Enabled: the only import is the registry’s; the host is killed while it is waited for, and while it runs', async () => {
    // Prepare
    const { api, hold, held, release, target } = ferry;
    const { digest, ...files } = await exported('trigger/enabled:1.0');
    const name = 'inbox/from the low side/enabled.tar.gz';
    await switchTrigger('Enabled');

    // Act
    const id = await arrives(name, files);
    await api.until(id, 'waiting for the registry', isWaiting);
    await restart();
    await hold('run.import.finish');
    await scanEvery(0.5);
    await held('run.import.finish');
    await api.until(id, 'watching the run', (view) => !isWaiting(view) && view.progress?.phase === 'importing', SOON);
    await restart();
    await release('run.import.finish');

    // Assess
    const report = await api.reportOf(id, SOON);
    const [run = '', ...others] = await importsOf(name);
    expect(others).toEqual([]);
    expect(run).toContain('_');
    expect(report).toMatchObject({
      outcome: 'succeeded',
      artifacts: [{ artifact: 'trigger/enabled:1.0', outcome: 'delivered', targetDigest: digest }],
      batches: [{ blobsDeleted: true, importRun: { resourceId: expect.stringContaining(run), bySourceTrigger: true } }],
      failures: [],
    });
    expect(report).not.toHaveProperty('warnings');
    expect(await target.digestOf('trigger/enabled:1.0')).toBe(digest);
  });

  it('Disabled: the only import is the app’s', async () => {
    const { digest, ...files } = await exported('trigger/disabled:1.0');
    await scanEvery(0.5);
    const id = await arrives('inbox/disabled.tar.gz', files);
    const report = await ferry.api.reportOf(id);
    expect(report).toMatchObject({ outcome: 'succeeded', artifacts: [{ targetDigest: digest }] });
    expect(report).not.toHaveProperty('warnings');
    expect(await importsOf('inbox/disabled.tar.gz')).toEqual([expect.stringMatching(/^i[0-9a-f]{32}$/)]);
  });

  it('switched off while the registry’s run is waited for: the only import is the app’s', async () => {
    const { digest, ...files } = await exported('trigger/off:1.0');
    await switchTrigger('Enabled');
    const id = await arrives('inbox/off.tar.gz', files);
    await ferry.api.until(id, 'waiting for the registry', isWaiting);
    await switchTrigger('Disabled');
    await scanEvery(0.5);
    expect(await ferry.api.reportOf(id, SOON)).toMatchObject({
      outcome: 'succeeded',
      artifacts: [{ targetDigest: digest }],
    });
    expect(await importsOf('inbox/off.tar.gz')).toEqual([expect.stringMatching(/^i[0-9a-f]{32}$/)]);
  });

  it('switched off when the registry has imported, and removed the blob, while the manifest was waited for: the only import is the registry’s', async () => {
    // Prepare
    const { manifest, digest, blob } = await exported('trigger/removed:1.0');
    const name = 'inbox/removed.tar.gz';
    await switchTrigger('Enabled');
    const restore = await ferry.runs.setOptions('target', ['OverwriteTags', 'DeleteSourceBlobOnSuccess']);

    // Act
    const id = await arrives(name, { blob });
    await scanEvery(0.5);
    const isRemoved = async () => !(await ferry.storage.blobs('imports')).includes(name);
    await until(isRemoved, { what: 'the registry to import and remove the blob' });
    await restore();
    await switchTrigger('Disabled');
    await courier.bring(manifestNameFor(name), manifest);

    // Assess
    expect(await ferry.api.reportOf(id, SOON)).toMatchObject({
      outcome: 'succeeded',
      artifacts: [{ targetDigest: digest }],
      batches: [{ importRun: { bySourceTrigger: true } }],
    });
    const [run, ...others] = await importsOf(name);
    expect([run?.includes('_'), others]).toEqual([true, []]);
  });

  it('without a run of the registry in time, the app imports and warns; so does a transfer of the app’s own', async () => {
    const { digest, ...files } = await exported('trigger/taken:1.0');
    await switchTrigger('Enabled');
    const id = await arrives('taken/over.tar.gz', files);
    const report = await ferry.api.reportOf(id);
    expect(report).toMatchObject({ outcome: 'succeeded', artifacts: [{ targetDigest: digest }], warnings: [WARNING] });
    expect(await importsOf('taken/over.tar.gz')).toEqual([expect.stringMatching(/^i[0-9a-f]{32}$/)]);

    const chain = await ferry.api.start([await ferry.push('trigger/chain:1.0')]);
    const own = await ferry.api.reportOf(chain.id);
    expect(own).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [WARNING] });
    expect(own.warnings).toHaveLength(1);
  });
});

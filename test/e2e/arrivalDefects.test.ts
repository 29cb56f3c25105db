import { createHash } from 'node:crypto';
import { manifestNameFor } from '../../src/domain/names';
import type { SweepView } from '../../src/functions/http/schemas/sweepView';
import { announce, createCourier, type Courier } from './helpers/courier';
import { endSubscriptions } from './helpers/endSubscriptions';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { until } from './helpers/until';

/** What is younger is left for a later sweep, and not set aside. */
const SETTLE_SECONDS = 5;
const MOST_MS = 90_000;

describe('blobs that lost their Content-MD5 and their metadata on the way', () => {
  let ferry: Ferry;
  let courier: Courier;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const both = routes[ROUTE] ?? {};
        // Its manifests are what a courier takes along.
        Object.assign(both, { keepBlobs: true });
        const { target } = both;
        const arrivals = { manifestWaitMinutes: 5, settleSeconds: SETTLE_SECONDS };
        routes['mend'] = { target, keepBlobs: true, arrivals: { ...arrivals, prefix: 'mend/', onDefect: 'repair' } };
        routes['aside'] = { target, arrivals: { ...arrivals, prefix: 'aside/', onDefect: 'quarantine' } };
        const plain = { prefix: 'plain/', manifestWaitMinutes: 0 };
        routes['plain'] = { target, keepBlobs: true, arrivals: plain };
        // Of what was set aside, all has a name that this one imports.
        routes['whole'] = { target, arrivals: { ...arrivals, prefix: 'q' } };
      },
    });
    await endSubscriptions(ferry.stack, 'blobCreated');
    courier = createCourier(ferry.stack);
  });
  afterAll(() => ferry?.stop());

  const sweepNow = async (): Promise<SweepView> => {
    const { stack } = ferry;
    const { json, text } = await stack.request<SweepView>(`${stack.endpoints.host}/api/sweep`, { method: 'POST' });
    if (!json) throw new Error(`POST sweep answered: ${text}`);
    return json;
  };
  const countOf = ({ found }: SweepView, wanted: string): number =>
    found.find(({ finding }) => finding === wanted)?.count ?? 0;
  const transfersOf = async (route: string): Promise<string[]> =>
    (await ferry.api.list(`?route=${route}&limit=100`)).json?.transfers.map(({ id }) => id) ?? [];
  const importsOf = async (name: string): Promise<number> => {
    const runs = await ferry.runs.list('target');
    return runs.filter(({ properties: { request } }) => request.source?.name === name).length;
  };
  /** Copies what a transfer of the source's side made to another name, as large files are often carried. */
  const carry = async (reference: string, name: string) => {
    await ferry.push(reference);
    const { id } = await ferry.api.start([reference]);
    const { batches } = await ferry.api.reportOf(id);
    const own = batches[0]?.blob ?? '';
    const content = await courier.take('exports', own);
    await courier.bring(manifestNameFor(name), await courier.take('imports', manifestNameFor(own)));
    await courier.bringStripped(name, content);
    return { content, contentMd5: createHash('md5').update(content).digest('base64') };
  };
  const importOf = async (route: string, name: string): Promise<string> => {
    expect((await announce(ferry.stack, name)).status).toBe(202);
    const [id = '', ...others] = await transfersOf(route);
    expect(others).toEqual([]);
    return id;
  };

  it(
    'are repaired where the route says so, and five sweeps later there is one import',
    async () => {
      // Prepare
      const name = 'mend/app.tar.gz';
      const { contentMd5 } = await carry('stripped/app:1.0', name);
      const digest = await ferry.source.digestOf('stripped/app:1.0');

      // Act
      const id = await importOf('mend', name);
      const report = await ferry.api.reportOf(id);
      await announce(ferry.stack, name);
      await until(async () => countOf(await sweepNow(), 'young') === 0, {
        what: 'a sweep that finds nothing young',
        timeoutMs: MOST_MS,
      });
      const sweeps: SweepView[] = [];
      for (let index = 0; index < 5; index += 1) sweeps.push(await sweepNow());

      // Assess
      expect(report).toMatchObject({
        outcome: 'succeeded',
        artifacts: [{ artifact: 'stripped/app:1.0', outcome: 'delivered', targetDigest: digest }],
        warnings: [{ code: 'arrived_blob_repaired' }],
      });
      expect(await ferry.storage.properties(name)).toMatchObject({
        contentMd5,
        metadata: { category: 'acr-transfer-blob' },
      });
      expect(await importsOf(name)).toBe(1);
      expect(await transfersOf('mend')).toEqual([id]);
      for (const one of sweeps) expect([countOf(one, 'importStarted'), one.complete]).toEqual([0, true]);
      expect(sweeps.map((one) => countOf(one, 'known') > 0)).toEqual([true, true, true, true, true]);
    },
    3 * MOST_MS,
  );

  it(
    'are set aside where the route says so, with a reason that says what to do, and start nothing there; what is brought back whole is imported',
    async () => {
      // Prepare
      const name = 'aside/app.tar.gz';
      const { content } = await carry('stripped/aside:1.0', name);

      // Act
      const id = await importOf('aside', name);
      const report = await ferry.api.reportOf(id, MOST_MS);
      const aside = `quarantine/${id}/${name}`;
      const names = (await ferry.storage.blobs('imports')).filter((one) => one.includes('aside/'));
      const reason = JSON.parse(String(await courier.take('imports', `${aside}.reason.json`))) as object;
      await announce(ferry.stack, aside);
      const sweep = await sweepNow();
      const imports = await importsOf(name);
      await courier.bring(manifestNameFor(name), await courier.take('imports', manifestNameFor(aside)));
      await courier.bring(name, await courier.take('imports', aside), { 'x-ms-meta-category': 'acr-transfer-blob' });
      await announce(ferry.stack, name);
      const [again = ''] = (await transfersOf('aside')).filter((one) => one !== id);

      // Assess
      expect(await ferry.api.reportOf(again)).toMatchObject({ outcome: 'succeeded', failures: [] });
      expect(report).toMatchObject({
        outcome: 'failed',
        failures: [{ code: 'arrived_blob_defective', message: expect.stringContaining('lacks a Content-MD5') }],
      });
      expect(names.sort()).toEqual([aside, manifestNameFor(aside), `${aside}.reason.json`]);
      expect(await courier.take('imports', aside)).toEqual(content);
      expect(reason).toMatchObject({
        reason: expect.stringContaining('lacks a Content-MD5 and the metadata category=acr-transfer-blob'),
        nextStep: expect.stringContaining('bring it back'),
        transferId: id,
        blob: { size: content.length },
      });
      expect(countOf(sweep, 'quarantined')).toBe(3);
      expect(imports).toBe(0);
      expect(await transfersOf('whole')).toEqual([]);
    },
    3 * MOST_MS,
  );

  it(
    'are read and compared with their manifests where the route says nothing: another content of the same length is not imported',
    async () => {
      // Prepare
      const name = 'plain/app.tar.gz';
      const { content } = await carry('stripped/plain:1.0', name);
      const other = Buffer.from(content);
      other.writeUInt8(other.readUInt8(0) ^ 1, 0);
      await courier.bringStripped(name, other);

      // Act
      const refused = await ferry.api.reportOf(await importOf('plain', name));
      const runs = await importsOf(name);
      await courier.bringStripped(name, content);
      await announce(ferry.stack, name);
      const [id = ''] = (await transfersOf('plain')).filter((one) => one !== refused.id);
      const report = await ferry.api.reportOf(id);

      // Assess
      expect(refused).toMatchObject({ outcome: 'failed', failures: [{ code: 'manifest_mismatch' }] });
      expect(runs).toBe(0);
      expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
      expect(report).not.toHaveProperty('warnings');
      expect(await ferry.storage.properties(name)).not.toHaveProperty('contentMd5');
    },
    3 * MOST_MS,
  );
});

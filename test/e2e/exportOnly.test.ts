import { createHash, randomBytes } from 'node:crypto';
import type { TransferManifest } from '../../src/domain/manifest';
import type { BatchReport } from '../../src/domain/report/report';
import type { LedgerPage } from '../../src/functions/http/schemas/ledger';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { imageOf, indexOf } from './helpers/images';
import { request } from './helpers/request';
import { until } from './helpers/until';
import { type Ferry, ROUTE, type RoutesFile, startFerry } from './helpers/startFerry';

const EXPORT_ONLY = 'to-the-gap';

function addExportOnly({ routes }: RoutesFile): void {
  routes[EXPORT_ONLY] = { source: routes[ROUTE]?.['source'] };
}

describe('a route without a target', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ routes: addExportOnly, storageGate: true });
  });
  afterAll(() => ferry?.stop());

  const under = (repositories: string): object => ({
    route: EXPORT_ONLY,
    select: { rules: [{ repositories: [repositories] }] },
  });
  const exported = async (body: object) => ferry.api.reportOf((await ferry.api.select(body)).id);
  const routeCall = (method: string, rest: string) =>
    request<LedgerPage & Problem>(`${ferry.stack.endpoints.host}/api/routes/${EXPORT_ONLY}/${rest}`, { method });

  /** What a batch left in the source container, held against what its report says of it. */
  async function carried({ blob = '', toCarry, artifacts }: BatchReport): Promise<TransferManifest> {
    const content = await ferry.storage.readExported(blob);
    const text = (await ferry.storage.readExported(`${blob}.manifest.json`)).toString('utf8');
    const manifest = JSON.parse(text) as TransferManifest;
    const contentMd5 = createHash('md5').update(content).digest('base64');
    expect(toCarry).toEqual({
      ...{ blob: `${ferry.stack.endpoints.exports}/${blob}`, size: content.length, contentMd5 },
      manifest: `${ferry.stack.endpoints.exports}/${blob}.manifest.json`,
    });
    expect(manifest).toMatchObject({
      version: 1,
      route: EXPORT_ONLY,
      blob: { name: blob, size: content.length, contentMd5 },
    });
    expect(manifest.artifacts.map(({ artifact }) => artifact)).toEqual(artifacts);
    for (const { artifact, digest } of manifest.artifacts) {
      expect(digest).toBe(await ferry.source.digestOf(artifact));
    }
    return manifest;
  }

  it('exports what is new into blobs with manifests, which stay', async () => {
    // Prepare
    const { source, push, storage, runs } = ferry;
    for (const name of ['nightly/app:1.0', 'nightly/web:1.0']) await push(name);
    await source.push(indexOf('nightly/multi:1.0', [randomBytes(100), randomBytes(100)]));
    const imports = (await runs.begun()).imports;

    // Act
    const first = await exported(under('nightly/**'));
    const second = await exported(under('nightly/**'));
    await push('nightly/app:1.1');
    const third = await exported(under('nightly/**'));
    const everything = await exported({ ...under('nightly/**'), everything: true });

    // Assess
    expect(first).toMatchObject({ outcome: 'exported', totals: { outcomes: { exported: 3 } }, failures: [] });
    expect(first.warnings).toMatchObject([{ code: 'export_unproven' }]);
    const [batch] = first.batches as [BatchReport];
    expect(await carried(batch)).toMatchObject({ transferId: first.id });
    expect({ deleted: batch.blobsDeleted, left: batch.leftBehind }).toEqual({});
    expect(second).toMatchObject({ outcome: 'nothingToDo', totals: { known: 3 } });
    expect(third.artifacts.map(({ artifact }) => artifact)).toEqual(['nightly/app:1.1']);
    expect(everything.totals).toMatchObject({ outcomes: { exported: 4 }, known: 0 });
    await carried(batch);
    expect((await runs.begun()).imports).toBe(imports);
    expect(await storage.blobs('imports')).toEqual([]);
  });

  it('says in its ledger that nobody has seen it in a target, and has none to rebuild it from', async () => {
    const { push, source } = ferry;
    const name = await push('ledger/app:1.0');
    const { id } = await exported({ route: EXPORT_ONLY, artifacts: [name] });
    const { json } = await routeCall('GET', 'ledger?repository=ledger/app');
    const entry = { repository: 'ledger/app', tag: '1.0', digest: await source.digestOf(name), lastTransfer: id };
    expect(json?.entries).toMatchObject([{ ...entry, verified: false, exported: true }]);
    expect(await routeCall('POST', 'ledger/rebuild')).toMatchObject({
      status: 422,
      json: { code: 'route_incomplete' },
    });
  });

  it('shows what it would export, all that it did, and that as CSV', async () => {
    const { api, push, runs } = ferry;
    const name = await push('shown/app:1.0');
    const before = await runs.begun();
    expect(await exported({ ...under('shown/**'), dryRun: true })).toMatchObject({ outcome: 'planned' });
    expect(await runs.begun()).toEqual(before);
    const { id } = await exported(under('shown/**'));
    expect((await api.artifacts(id, '?outcome=exported')).json?.artifacts).toMatchObject([{ artifact: name }]);
    expect((await api.artifacts(id, '', { accept: 'text/csv' })).text).toContain('"shown/app:1.0","exported"');
    expect((await api.list('?limit=1')).json?.transfers).toMatchObject([{ id, state: 'exported' }]);
    expect((await api.retry(id)).json).toMatchObject({ status: 409, code: 'nothing_to_retry' });
  });

  it.each([[['OverwriteBlobs', 'ContinueOnErrors']], [['OverwriteBlobs']]])(
    'exports all but what is broken, which a retry takes up once it is mended: %j',
    async (options) => {
      // Prepare
      const { api, source, stack, push, runs } = ferry;
      const folder = `poison${options.length}`;
      const restore = await runs.setOptions('source', options);
      const good = [await push(`${folder}/a:1.0`), await push(`${folder}/z:1.0`)];
      const broken = imageOf(`${folder}/bad:1.0`, randomBytes(200));
      await source.push(broken);
      const url = `${stack.endpoints.sourceRegistry}/v2/${folder}/bad/blobs/${broken.blobs[1]?.digest ?? ''}`;
      await stack.request(url, { method: 'DELETE', headers: { authorization: stack.login('source') } });

      // Act
      const report = await exported(under(`${folder}/**`));
      await source.push(broken);
      const retried = await api.reportOf((await api.retry(report.id)).json?.id ?? '');
      await restore();

      // Assess
      const continues = options.includes('ContinueOnErrors');
      expect(report.outcome).toBe('partial');
      expect(report.artifacts).toMatchObject([
        { artifact: good[0], outcome: 'exported' },
        {
          artifact: `${folder}/bad:1.0`,
          outcome: continues ? 'incomplete' : 'failed',
          failure: { code: continues ? 'artifact_incomplete_in_source' : 'export_run_failed' },
        },
        { artifact: good[1], outcome: 'exported' },
      ]);
      expect(report.warnings?.map(({ code }) => code)).toEqual(continues ? ['export_unproven'] : undefined);
      const all = report.batches.flatMap(({ parts = [], ...batch }) => [batch, ...parts]);
      const named = all.filter(({ toCarry }) => toCarry).flatMap(({ artifacts }) => artifacts);
      expect(named).toEqual(expect.arrayContaining(good));
      for (const batch of all) if (batch.toCarry) await carried(batch);
      expect(retried).toMatchObject({ outcome: 'exported', artifacts: [{ artifact: `${folder}/bad:1.0` }] });
    },
  );

  it('does not call a tag exported that moved while it was', async () => {
    const { api, push, hold, held, release, storage } = ferry;
    const name = await push('moving/app:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([name], { route: EXPORT_ONLY });
    await held('run.export.finish');
    await push(name);
    await release('run.export.finish');
    const report = await api.reportOf(id);
    expect(report).toMatchObject({
      outcome: 'failed',
      artifacts: [{ artifact: name, outcome: 'drifted', failure: { code: 'tag_drifted' } }],
      batches: [{ blobsDeleted: true }],
    });
    expect((await storage.blobs('exports')).filter((blob) => blob.includes(id))).toEqual([]);
  });

  it.each(['run.export.finish', 'arm.exportPipelines.get'])(
    'comes to the same end when its host is killed at %s',
    async (step) => {
      // Prepare
      const { api, push, hold, held, release, runs, host, startHost } = ferry;
      const name = await push(`killed/${step.toLowerCase().replaceAll('.', '-')}:1.0`);
      const before = await runs.begun();
      await hold(step);
      const { id } = await api.start([name], { route: EXPORT_ONLY });
      await held(step);

      // Act
      await host().kill();
      await startHost();
      await release(step);
      const report = await api.reportOf(id);

      // Assess
      expect(report).toMatchObject({ outcome: 'exported', artifacts: [{ artifact: name, outcome: 'exported' }] });
      await carried(report.batches[0] as BatchReport);
      expect(await runs.begun()).toEqual({ ...before, exports: before.exports + 1 });
    },
  );

  it('comes to the same end when its host is killed after the manifest, whose answer it never heard', async () => {
    // Prepare
    const { api, push, fault, runs, host, startHost } = ferry;
    const name = await push('killed/unheard:1.0');
    const before = await runs.begun();
    const action = { type: 'loseAnswer' };
    const heal = await fault({ step: 'storage.PutBlob', path: 'manifest\\.json$', times: 0, action });
    const { id } = await api.start([name], { route: EXPORT_ONLY });
    const isManifest = ({ path }: { path: string }) => path.includes(id) && path.endsWith('.manifest.json');
    const written = async () => (await runs.requests('storage.PutBlob')).some(isManifest);
    await until(written, { what: 'a manifest of which the app has not heard' });

    // Act
    await host().kill();
    await heal();
    await startHost();
    const report = await api.reportOf(id);

    // Assess
    expect(report).toMatchObject({ outcome: 'exported', artifacts: [{ artifact: name, outcome: 'exported' }] });
    await carried(report.batches[0] as BatchReport);
    expect(await runs.begun()).toEqual({ ...before, exports: before.exports + 1 });
  });

  it('a cancel while it exports leaves no manifest', async () => {
    const { api, push, hold, held, release, storage } = ferry;
    const name = await push('canceled/app:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([name], { route: EXPORT_ONLY });
    await held('run.export.finish');
    await api.cancel(id);
    const report = await api.reportOf(id);
    await release('run.export.finish');
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ exportRun: { outcome: 'leftRunning' } }] });
    expect((await storage.blobs('exports')).filter((blob) => blob.includes(`${id}`) && blob.endsWith('.json'))).toEqual(
      [],
    );
  });
});

import { randomBytes } from 'node:crypto';
import { imageOf, indexOf, referrerOf } from './helpers/images';
import { type Ferry, startFerry } from './helpers/startFerry';

const SIGNATURE = 'application/vnd.example.signature';
const SBOM = 'application/spdx+json';

describe('what a selection takes', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  const under = (repositories: string): object => ({ select: { rules: [{ repositories: [repositories] }] } });
  const deliver = async (body: object) => ferry.api.reportOf((await ferry.api.select(body)).id);

  it('is not moved again where the ledger has it, unless everything is', async () => {
    // Prepare
    const { api, push } = ferry;
    for (const name of ['known/app:1.0', 'known/app:2.0']) await push(name);

    // Act
    const first = await deliver(under('known/**'));
    const second = await deliver(under('known/**'));
    const everything = await api.reportOf((await api.select({ ...under('known/**'), everything: true })).id);

    // Assess
    expect(first).toMatchObject({ outcome: 'succeeded', totals: { outcomes: { delivered: 2 }, known: 0 } });
    expect(second).toMatchObject({ outcome: 'nothingToDo', totals: { artifacts: 0, known: 2 }, batches: [] });
    expect(everything.totals).toMatchObject({ outcomes: { delivered: 2 }, known: 0 });
  });

  it('brings signatures, and what refers to them, along', async () => {
    // Prepare
    const { source, target } = ferry;
    const index = indexOf('signed/app:1.0', [randomBytes(100), randomBytes(100)]);
    const signature = referrerOf(index.manifest, 'signed/app', SIGNATURE, randomBytes(50));
    const sbom = referrerOf(signature.manifest, 'signed/app', SBOM, randomBytes(50));
    const cosign = imageOf(`signed/app:${index.manifest.digest.replace(':', '-')}.sig`, randomBytes(50));
    for (const artifact of [index, signature, sbom, cosign]) await source.push(artifact);

    // Act
    const { outcome, artifacts, batches } = await deliver(under('signed/**'));

    // Assess
    expect(outcome).toBe('succeeded');
    expect(batches).toHaveLength(1);
    expect(artifacts.map(({ artifact }) => artifact)).toEqual([
      `signed/app:1.0`,
      `signed/app:${cosign.tags[0]}`,
      ...[signature, sbom].map(({ manifest }) => `signed/app@${manifest.digest}`).sort(),
    ]);
    const { stack } = ferry;
    const referrersOf = async (digest: string): Promise<unknown> => {
      const url = `${stack.endpoints.targetRegistry}/v2/signed/app/referrers/${digest}`;
      return (await stack.request(url, { headers: { authorization: stack.login('target') } })).json;
    };
    expect(await referrersOf(index.manifest.digest)).toMatchObject({ manifests: [{ artifactType: SIGNATURE }] });
    expect(await referrersOf(signature.manifest.digest)).toMatchObject({ manifests: [{ artifactType: SBOM }] });
    expect(await target.digestOf('signed/app:1.0')).toBe(index.manifest.digest);
    expect(await deliver({ select: { rules: [{ repositories: ['signed/**'] }], referrers: 'none' } })).toMatchObject({
      outcome: 'nothingToDo',
    });
  });

  it('can be looked at before', async () => {
    // Prepare
    const { api, push, runs } = ferry;
    for (const name of ['dry/a:1.0', 'dry/b:1.0']) await push(name);
    const before = await runs.begun();

    // Act
    const { id } = await api.select({ ...under('dry/**'), dryRun: true });
    const { outcome, artifacts } = await api.reportOf(id);
    const view = (await api.get(id)).json;
    const { json: plan } = await api.plan(id);

    // Assess
    expect({ outcome, artifacts }).toEqual({ outcome: 'planned', artifacts: [] });
    expect(view).toMatchObject({ dryRun: true, plan: { artifacts: 2, batches: 1, skipped: 0, known: 0 } });
    expect(plan).toMatchObject({
      page: 1,
      pages: 1,
      artifacts: [
        { artifact: 'dry/a:1.0', bytes: expect.any(Number) },
        { artifact: 'dry/b:1.0', bytes: expect.any(Number) },
      ],
    });
    expect(await runs.begun()).toEqual(before);
  });

  it('is delivered but for what is broken, which a retry takes up once it is mended', async () => {
    // Prepare
    const { api, source, stack, push } = ferry;
    const names = Array.from({ length: 12 }, (_, index) => `poison/r${index}:1.0`);
    const broken = imageOf('poison/bad:1.0', randomBytes(200));
    for (const name of names) await push(name);
    await source.push(broken);
    const layer = broken.blobs[1]?.digest ?? '';
    const url = `${stack.endpoints.sourceRegistry}/v2/poison/bad/blobs/${layer}`;
    await stack.request(url, { method: 'DELETE', headers: { authorization: stack.login('source') } });

    // Act
    const { id } = await api.select(under('poison/**'));
    const report = await api.reportOf(id);

    // Assess
    expect(report).toMatchObject({ outcome: 'partial', totals: { outcomes: { delivered: 12, failed: 1 } } });
    const { json: failed } = await api.artifacts(id, '?outcome=failed');
    expect(failed?.artifacts).toMatchObject([{ artifact: 'poison/bad:1.0', failure: { code: 'export_run_failed' } }]);
    const { text } = await api.artifacts(id, '?outcome=failed', { accept: 'text/csv' });
    expect(text.split('\r\n')[1]).toMatch(/^"poison\/bad:1.0","failed"/);

    await source.push(broken);
    const retried = await api.retry(id);
    expect(retried.status).toBe(202);
    const second = await api.reportOf(retried.json?.id ?? '');
    expect(second).toMatchObject({ outcome: 'succeeded', artifacts: [{ artifact: 'poison/bad:1.0' }] });
    expect((await api.retry(id)).json?.id).toBe(second.id);
    expect((await api.get(id)).json?.retriedBy).toContain(second.id);
    expect((await api.retry(second.id)).json).toMatchObject({ status: 409, code: 'nothing_to_retry' });
  });

  it('is selected anew by a retry, where a cancel came before the plan', async () => {
    // Prepare
    const { api, push, hold, held, release } = ferry;
    await push('unplanned/app:1.0');
    await hold('registry.source.listTags');
    const { id } = await api.select(under('unplanned/**'));
    await held('registry.source.listTags');
    await api.cancel(id);
    await release('registry.source.listTags');
    const canceled = await api.reportOf(id);

    // Act
    const retried = await api.retry(id);
    const report = await api.reportOf(retried.json?.id ?? '');

    // Assess
    expect(canceled).toMatchObject({ outcome: 'canceled', artifacts: [] });
    expect(report).toMatchObject({ outcome: 'succeeded', artifacts: [{ artifact: 'unplanned/app:1.0' }] });
  });

  it('is nothing where nothing says what', async () => {
    const { json } = await ferry.api.post({ route: (await ferry.api.select(under('none/**'))).route });
    expect(json).toMatchObject({ status: 400, code: 'nothing_selected' });
  });
});

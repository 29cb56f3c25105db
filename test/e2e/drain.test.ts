import type { DrainView } from '../../src/functions/http/schemas/drainView';
import type { VersionView } from '../../src/functions/http/schemas/versionView';
import { runDrain } from '../../cli/runDrain';
import { APP_VERSION } from '../../src/domain/version';
import { request } from './helpers/request';
import { type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

describe('an upgrade', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  const call = async <T>(resource: string, method = 'GET', body?: unknown): Promise<T | undefined> =>
    (await request<T>(`${ferry.stack.endpoints.host}/api/${resource}`, { method, body })).json;

  it('the drained app starts nothing, keeps what runs over a restart, and starts again when the drain ends', async () => {
    const { api, push, hold, held, release, host, startHost } = ferry;
    const reference = await push('drained/app:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([reference], { key: 'before' });
    await held('run.export.finish');
    expect(await call<DrainView>('drain', 'POST', { reason: 'the upgrade of this test' })).toMatchObject({
      ...{ draining: true, drained: false },
      alive: [{ kind: 'transfer', id, appVersion: APP_VERSION }],
    });

    await host().kill();
    await startHost();
    const refused = await api.post(
      { route: 'source-to-target', artifacts: [reference] },
      { 'Idempotency-Key': 'after' },
    );
    expect([refused.status, refused.json?.code, refused.headers['retry-after']]).toEqual([503, 'draining', '60']);
    expect(refused.json?.detail).toContain('the upgrade of this test');

    const [out, waits]: [string[], unknown[]] = [[], []];
    const around = { out: (text: string) => out.push(text), err: (text: string) => out.push(text) };
    const wait = async () => {
      if (waits.push(undefined) === 1) await release('run.export.finish');
      await new Promise((resolve) => setTimeout(resolve, 200));
    };
    expect(await runDrain(['--wait', '--url', ferry.stack.endpoints.host], {}, { ...around, wait })).toBe(0);
    expect(out.at(-1)).toContain('nothing is alive');
    expect(await api.reportOf(id)).toMatchObject({ outcome: 'succeeded' });

    expect(await call<DrainView>('drain/end', 'POST')).toMatchObject({ draining: false, alive: [] });
    const again = await api.start([reference], { key: 'after' });
    expect(await api.reportOf(again.id)).toMatchObject({ outcome: 'succeeded' });
  });

  it('after a downgrade the app refuses a state that it does not know, changes nothing, and says what to deploy', async () => {
    const { api, storage, host, startHost } = ferry;
    const { stateSchema } = (await call<VersionView>('version')) ?? {};
    expect(stateSchema).toEqual({ known: 1, found: 1, writtenBy: APP_VERSION });
    const own = await storage.readState('schema.json');
    await host().kill();
    await storage.writeState('schema.json', JSON.stringify({ version: 999, writtenBy: '999.0.0', at: new Date(0) }));
    const before = await storage.blobs('state');
    await startHost();
    const refused = await api.list();
    expect([refused.status, refused.json?.code]).toEqual([503, 'state_too_new']);
    expect(refused.json?.nextStep).toContain('Deploy the app of version 999.0.0 or later');
    expect(await call<VersionView>('version')).toMatchObject({ stateSchema: { known: 1, found: 999 } });
    expect(await storage.blobs('state')).toEqual(before);
    await storage.writeState('schema.json', own);
    await until(async () => (await api.list()).status === 200, { what: 'an app that knows the layout again' });
  });
});

import { manifestNameFor } from '../../src/domain/names';
import type { TransferView } from '../../src/functions/http/schemas/transferView';
import { blobCreatedEvent } from '../helpers/blobEvents';
import { announce, createCourier, type Courier } from './helpers/courier';
import { endSubscriptions } from './helpers/endSubscriptions';
import { exportOne } from './helpers/exportOne';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';

const RETRY_LATER = 120_000;

describe('blobs that somebody puts into the container of an import pipeline', () => {
  let ferry: Ferry;
  let courier: Courier;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const both = routes[ROUTE] ?? {};
        Object.assign(both, { keepBlobs: true, arrivals: { import: true } });
        const { target } = both;
        routes['inbox'] = { target, arrivals: { prefix: 'inbox/', manifestWaitMinutes: 5 } };
        routes['bare'] = { target, arrivals: { prefix: 'bare/', manifestWaitMinutes: 0 } };
      },
    });
    await endSubscriptions(ferry.stack, 'blobCreated');
    courier = createCourier(ferry.stack);
  });
  afterAll(() => ferry?.stop());

  /** Transfers of a route, oldest first. */
  const listed = async (route: string): Promise<string[]> => {
    const { status, json, text } = await ferry.api.list(`?route=${route}&limit=100`);
    if (status !== 200 || !json) throw new Error(`GET transfers answered ${status}: ${text}`);
    return json.transfers.map(({ id }) => id).reverse();
  };
  /** The transfer that an act starts on a route. */
  const startedBy = async (route: string, act: () => Promise<unknown>): Promise<string> => {
    const before = await listed(route);
    await act();
    const [id = '', ...others] = (await listed(route)).filter((one) => !before.includes(one));
    expect(others).toEqual([]);
    expect(id).not.toBe('');
    return id;
  };
  const announced = async (name: string): Promise<void> => {
    expect((await announce(ferry.stack, name)).status).toBe(202);
  };
  const importsOf = async (name: string): Promise<number> => {
    const runs = await ferry.runs.list('target');
    return runs.filter(({ properties: { request } }) => request.source?.name === name).length;
  };
  const exported = (reference: string) => exportOne(ferry, courier, reference);

  it('are imported, verified against the manifest beside them, and removed; fifty events among others are one import', async () => {
    // Prepare
    const { api, stack, target } = ferry;
    const { blob, manifest, digest } = await exported('arrived/app:1.0');
    const name = 'inbox/from the low side/äpp.tar.gz';
    await courier.bring(manifestNameFor(name), manifest);
    await courier.bring(name, blob);

    // Act
    const event = blobCreatedEvent(stack.endpoints.imports, name);
    const noise = [
      blobCreatedEvent(stack.endpoints.imports, manifestNameFor(name)),
      { ...event, eventType: 'Microsoft.Storage.BlobDeleted' },
      blobCreatedEvent(stack.endpoints.imports, 'outbox/app.tar.gz'),
      blobCreatedEvent('https://evil.blob.core.windows.net/imports', name),
      { junk: true },
    ];
    const events = Array.from({ length: 50 }, () => event).flatMap((one, index) => [one, noise[index % 5] ?? one]);
    const id = await startedBy('inbox', async () => {
      const answers = await Promise.all(events.map((one) => announce(stack, one)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    });

    // Assess
    expect(await api.reportOf(id)).toMatchObject({
      outcome: 'succeeded',
      route: 'inbox',
      startedBy: { kind: 'trigger', name: 'blobCreated' },
      artifacts: [{ artifact: 'arrived/app:1.0', outcome: 'delivered', sourceDigest: digest, targetDigest: digest }],
      batches: [{ blob: name, blobsDeleted: true }],
    });
    expect((await api.get(id)).json).toMatchObject({
      arrival: { blob: `${stack.endpoints.imports}/${name}`, size: blob.length },
    });
    expect(await target.digestOf('arrived/app:1.0')).toBe(digest);
    expect(await importsOf(name)).toBe(1);
    expect((await ferry.storage.blobs('imports')).filter((one) => one.startsWith('inbox/'))).toEqual([]);
    await announced(name);
    expect(await importsOf(name)).toBe(1);
  });

  it('are imported anew when they are replaced, and not when the same content comes again', async () => {
    // Prepare
    const { api, target } = ferry;
    const first = await exported('arrived/replaced:1.0');
    const second = await exported('arrived/replaced:2.0');
    const name = 'inbox/weekly.tar.gz';
    const put = async ({ blob, manifest }: typeof first): Promise<void> => {
      await courier.bring(manifestNameFor(name), manifest);
      await courier.bring(name, blob);
    };

    // Act
    await put(first);
    const one = await startedBy('inbox', () => announced(name));
    expect((await api.reportOf(one)).outcome).toBe('succeeded');
    await put(second);
    const other = await startedBy('inbox', () => announced(name));
    expect((await api.reportOf(other)).outcome).toBe('succeeded');
    await put(first);
    const before = await listed('inbox');
    await announced(name);

    // Assess
    expect(await listed('inbox')).toEqual(before);
    expect(await importsOf(name)).toBe(2);
    expect(await target.digestOf('arrived/replaced:1.0')).toBe(first.digest);
    expect(await target.digestOf('arrived/replaced:2.0')).toBe(second.digest);
  });

  it('wait for a manifest that comes late', async () => {
    // Prepare
    const { api } = ferry;
    const { blob, manifest, digest } = await exported('arrived/late:1.0');
    const name = 'inbox/late.tar.gz';
    await courier.bring(name, blob);

    // Act
    const id = await startedBy('inbox', () => announced(name));
    const isWaiting = ({ progress }: TransferView) => progress?.note?.includes(manifestNameFor(name)) === true;
    await api.until(id, 'waiting for the manifest', isWaiting);
    await courier.bring(manifestNameFor(name), manifest);

    // Assess
    expect(await api.reportOf(id)).toMatchObject({ outcome: 'succeeded', artifacts: [{ targetDigest: digest }] });
  });

  it('are unverified where no manifest came, until it comes and the import is tried again', async () => {
    // Prepare
    const { api, target } = ferry;
    const { blob, manifest, digest } = await exported('arrived/bare:1.0');
    const name = 'bare/app.tar.gz';
    await courier.bring(name, blob);

    // Act
    const id = await startedBy('bare', () => announced(name));
    const report = await api.reportOf(id);
    await courier.bring(manifestNameFor(name), manifest);
    const retry = await api.retry(id);

    // Assess
    expect(report).toMatchObject({
      outcome: 'unconfirmed',
      artifacts: [{ artifact: 'arrived/bare:1.0', outcome: 'unverified', targetDigest: digest }],
      failures: [{ code: 'source_unverified' }],
      batches: [{ blobsDeleted: false }],
    });
    expect(await target.digestOf('arrived/bare:1.0')).toBe(digest);
    expect(retry.status).toBe(202);
    expect(await api.reportOf(retry.json?.id ?? '')).toMatchObject({ outcome: 'succeeded' });
    expect((await ferry.storage.blobs('imports')).filter((one) => one.startsWith('bare/'))).toEqual([]);
  });

  it('are not imported where they were damaged on their way, or are gone', async () => {
    // Prepare
    const { api } = ferry;
    const { blob, manifest } = await exported('arrived/damaged:1.0');
    const name = 'bare/damaged.tar.gz';
    await courier.bring(manifestNameFor(name), manifest);
    await courier.bring(name, blob.subarray(0, blob.length - 1));

    // Act
    const id = await startedBy('bare', () => announced(name));
    const before = await listed('bare');
    await announced('bare/never-came.tar.gz');

    // Assess
    expect(await api.reportOf(id)).toMatchObject({ outcome: 'failed', failures: [{ code: 'manifest_mismatch' }] });
    expect(await importsOf(name)).toBe(0);
    expect(await listed('bare')).toEqual(before);
  });

  it('start nothing where a transfer of this app put them there: while it runs, and after it', async () => {
    // Prepare
    const { api, push, hold, held, release, stack } = ferry;
    const reference = await push('arrived/own:1.0');
    await hold('run.import.finish');
    const { id } = await api.start([reference]);
    await held('run.import.finish');
    const isOwn = (one: string): boolean => one.includes(id) && one.endsWith('.tar.gz');
    const [name = ''] = (await ferry.storage.blobs('imports')).filter(isOwn);

    // Act
    const before = await listed(ROUTE);
    await announced(name);
    const during = await listed(ROUTE);
    await release('run.import.finish');
    const report = await api.reportOf(id);
    await announced(name);

    // Assess
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ blob: name }] });
    expect([during, await listed(ROUTE)]).toEqual([before, before]);
    expect(await importsOf(name)).toBe(1);
    const url = `${stack.endpoints.host}/api/transfers`;
    const asked = await stack.request(url, { method: 'POST', body: { route: 'inbox', artifacts: [reference] } });
    expect([asked.status, asked.text]).toEqual([422, expect.stringContaining('route_incomplete')]);
  });

  it('come to the same end though the host is killed: while the manifest is waited for, and while the run goes on', async () => {
    // Prepare
    const { api, hold, held, release, target } = ferry;
    const { blob, manifest, digest } = await exported('arrived/killed:1.0');
    const name = 'inbox/killed.tar.gz';
    await courier.bring(name, blob);
    const restart = async (): Promise<void> => {
      await ferry.host().kill();
      await ferry.startHost();
    };

    // Act
    const id = await startedBy('inbox', () => announced(name));
    await restart();
    await hold('run.import.finish');
    await courier.bring(manifestNameFor(name), manifest);
    await held('run.import.finish');
    await restart();
    await release('run.import.finish');
    await announced(name);

    // Assess
    expect(await api.reportOf(id, RETRY_LATER)).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect(await target.digestOf('arrived/killed:1.0')).toBe(digest);
    expect(await importsOf(name)).toBe(1);
  });

  it('can be canceled while they wait, and then are imported by a retry', async () => {
    // Prepare
    const { api, target } = ferry;
    const { blob, manifest, digest } = await exported('arrived/canceled:1.0');
    const name = 'inbox/canceled.tar.gz';
    await courier.bring(name, blob);

    // Act
    const id = await startedBy('inbox', () => announced(name));
    expect((await api.cancel(id)).status).toBe(202);
    expect(await api.reportOf(id)).toMatchObject({ outcome: 'canceled' });
    await courier.bring(manifestNameFor(name), manifest);
    const retry = await api.retry(id);

    // Assess
    expect(await api.reportOf(retry.json?.id ?? '')).toMatchObject({ outcome: 'succeeded' });
    expect(await target.digestOf('arrived/canceled:1.0')).toBe(digest);
  });

  it('start nothing while their route is paused', async () => {
    // Prepare
    const { stack } = ferry;
    const { blob } = await exported('arrived/paused:1.0');
    await courier.bring('bare/paused.tar.gz', blob);
    const change = (what: string) =>
      stack.request(`${stack.endpoints.host}/api/routes/bare/${what}`, { method: 'POST', body: {} });

    // Act
    expect((await change('pause')).status).toBe(200);
    const before = await listed('bare');
    await announced('bare/paused.tar.gz');
    const inPause = await listed('bare');
    await change('resume');
    const id = await startedBy('bare', () => announced('bare/paused.tar.gz'));

    // Assess
    expect(inPause).toEqual(before);
    expect((await ferry.api.reportOf(id)).outcome).toBe('unconfirmed');
  });
});

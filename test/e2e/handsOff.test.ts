import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { manifestNameFor } from '../../src/domain/names';
import { createCourier, type Courier } from './helpers/courier';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { tick } from './helpers/tick';
import { until } from './helpers/until';

const ON_PUSH = { quietSeconds: 1, maxWaitSeconds: 5 };
const INBOX = { prefix: 'inbox/', manifestWaitMinutes: 5 };

/** What the stack shows of its events. */
interface Events {
  deliveries: { waiting: number; deadLettered: number };
  events: { deliveries: { subscription: string }[] }[];
}

const eventsOf = ({ stack }: Ferry, query = ''): Promise<Events> => stack.admin<Events>('GET', `events${query}`);

/** Ids of a route's transfers, oldest first. */
async function listed({ api }: Ferry, route: string): Promise<string[]> {
  const { status, json, text } = await api.list(`?route=${route}&limit=100`);
  if (status !== 200 || !json) throw new Error(`GET transfers answered ${status}: ${text}`);
  return json.transfers.map(({ id }) => id).reverse();
}

/** Waits until a route has one transfer more than these, which nobody asked for; answers its id. */
function startedAfter(ferry: Ferry, route: string, known: readonly string[] = []): Promise<string> {
  const next = async () => {
    await tick(ferry.stack);
    return (await listed(ferry, route)).find((id) => !known.includes(id));
  };
  return until(next, { what: `a transfer of ${route} that starts by itself` });
}

async function settled(ferry: Ferry): Promise<void> {
  const isSettled = async () => (await eventsOf(ferry)).deliveries.waiting === 0;
  await until(isSettled, { what: 'every event delivered', timeoutMs: 60_000 });
  expect((await eventsOf(ferry)).deliveries).toMatchObject({ deadLettered: 0 });
}

describe('on the events of the stack, with nobody who calls', () => {
  let ferry: Ferry;
  let courier: Courier;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const both = routes[ROUTE] ?? {};
        Object.assign(both, {
          select: { rules: [{ repositories: ['pushed/**'] }] },
          onPush: ON_PUSH,
          whenBusy: 'queue',
        });
        routes['gap'] = { source: both['source'] };
        routes['inbox'] = { target: both['target'], arrivals: INBOX };
      },
    });
    courier = createCourier(ferry.stack);
  });
  afterAll(() => ferry?.stop());

  /** Blob and manifest of a new image that is in the source only. */
  const exported = async (reference: string) => {
    const { api, push, source } = ferry;
    await push(reference);
    const { outcome, batches } = await api.reportOf((await api.start([reference], { route: 'gap' })).id);
    expect(outcome).toBe('exported');
    const name = batches[0]?.blob ?? '';
    const blob = await courier.take('exports', name);
    const manifest = await courier.take('exports', manifestNameFor(name));
    return { blob, manifest, digest: await source.digestOf(reference) };
  };
  const importsOf = async (name: string): Promise<number> => {
    const runs = await ferry.runs.list('target');
    return runs.filter(({ properties: { request } }) => request.source?.name === name).length;
  };

  it('an image that is pushed is in the target, too', async () => {
    // Act
    const { api, push, source, target } = ferry;
    const reference = await push('pushed/app:1.0');
    const id = await startedAfter(ferry, ROUTE);

    // Assess
    expect(await api.reportOf(id)).toMatchObject({
      outcome: 'succeeded',
      startedBy: { kind: 'trigger', name: 'imagePushed' },
      artifacts: [{ artifact: reference, outcome: 'delivered' }],
    });
    expect(await target.digestOf(reference)).toBe(await source.digestOf(reference));
  });

  it('a blob that is put into the container is imported and verified', async () => {
    // Prepare
    const { api, target } = ferry;
    const { blob, manifest, digest } = await exported('carried/app:1.0');
    const name = 'inbox/by hand.tar.gz';

    // Act
    await courier.bring(name, blob);
    await courier.bring(manifestNameFor(name), manifest);
    const id = await startedAfter(ferry, 'inbox');

    // Assess
    expect(await api.reportOf(id)).toMatchObject({
      outcome: 'succeeded',
      startedBy: { kind: 'trigger', name: 'blobCreated' },
      artifacts: [{ artifact: 'carried/app:1.0', sourceDigest: digest, targetDigest: digest }],
      batches: [{ blob: name, blobsDeleted: true }],
    });
    expect(await target.digestOf('carried/app:1.0')).toBe(digest);
  });

  it('events that come many times and in any order move nothing twice', async () => {
    // Prepare
    const { api, push, stack, source, target } = ferry;
    const before = { pushed: await listed(ferry, ROUTE), inbox: await listed(ferry, 'inbox') };
    const contents = [await exported('twice/one:1.0'), await exported('twice/two:1.0')] as const;
    const names = ['inbox/first.tar.gz', 'inbox/second.tar.gz'] as const;
    await stack.admin('PUT', 'events/settings', { duplicate: 5, shuffleMs: 1_000 });

    // Act
    for (const [index, { blob, manifest }] of contents.entries()) {
      const name = names[index] ?? '';
      await courier.bring(manifestNameFor(name), manifest);
      await courier.bring(name, blob);
      await courier.bring(name, blob);
    }
    const pushed = await Promise.all(['pushed/web:1.0', 'pushed/web:2.0', 'pushed/job:1.0'].map((one) => push(one)));
    const delivered = async () => {
      await tick(stack);
      const digests = await Promise.all(pushed.map((one) => target.digestOf(one).catch(() => undefined)));
      return digests.every((digest) => digest !== undefined);
    };
    await until(delivered, { what: 'all that was pushed in the target', timeoutMs: 90_000 });
    const arrived = async () => (await listed(ferry, 'inbox')).length >= before.inbox.length + contents.length;
    await until(arrived, { what: 'an import of each blob' });
    await settled(ferry);
    const ids = (await listed(ferry, 'inbox')).filter((id) => !before.inbox.includes(id));
    const ended = await Promise.all(ids.map((id) => api.reportOf(id)));
    await settled(ferry);
    await stack.admin('PUT', 'events/settings', { duplicate: 0, shuffleMs: 0 });

    // Assess
    const [{ deliveries } = { deliveries: [] }] = (
      await eventsOf(
        ferry,
        `?subject=${encodeURIComponent(`/blobServices/default/containers/imports/blobs/${names[0]}`)}`,
      )
    ).events;
    expect(deliveries.length).toBeGreaterThan(1);
    expect(ended.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    for (const name of names) expect([name, await importsOf(name)]).toEqual([name, 1]);
    expect((await listed(ferry, 'inbox')).length).toBe(before.inbox.length + contents.length);
    const transfers = (await listed(ferry, ROUTE)).filter((id) => !before.pushed.includes(id));
    const reports = await Promise.all(transfers.map((id) => api.reportOf(id)));
    const moved = reports.flatMap(({ artifacts }) => artifacts.map(({ artifact }) => artifact));
    expect(moved.sort()).toEqual([...pushed].sort());
    for (const one of pushed) expect(await target.digestOf(one)).toBe(await source.digestOf(one));
  });
});

describe('two clouds that share nothing but a folder of files', () => {
  let low: Ferry;
  let high: Ferry;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ferry courier '));
    low = await startFerry({
      routes: (file) => {
        const { source } = file.routes[ROUTE] ?? {};
        file.routes = { gap: { source, select: { rules: [{ repositories: ['app/**'] }] }, onPush: ON_PUSH } };
      },
    });
    high = await startFerry({
      routes: (file) => {
        const { target } = file.routes[ROUTE] ?? {};
        file.routes = { inbox: { target, arrivals: INBOX } };
      },
    });
  });
  afterAll(async () => {
    await Promise.all([low?.stop(), high?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  it('what is pushed in the one is in the other, with its digest, once its files were carried', async () => {
    // Prepare
    const pushed = [await low.push('app/api:1.0'), await low.push('app/web:1.0', 100_000)];
    const exportIds: string[] = [];
    const exported: string[] = [];
    while (exported.length < pushed.length) {
      const id = await startedAfter(low, 'gap', exportIds);
      const report = await low.api.reportOf(id);
      expect(report).toMatchObject({ outcome: 'exported', startedBy: { kind: 'trigger', name: 'imagePushed' } });
      exportIds.push(id);
      exported.push(...report.artifacts.map(({ artifact }) => artifact));
    }
    expect([...exported].sort()).toEqual([...pushed].sort());
    await carryOut(low, folder);

    // Act
    const isManifest = (file: string): boolean => file.endsWith('.manifest.json');
    const files = await readdir(folder);
    const courier = createCourier(high.stack);
    const bring = async (file: string) => courier.bring(`inbox/${file}`, await readFile(path.join(folder, file)));
    const blobs = files.filter((file) => !isManifest(file));
    for (const file of blobs) await bring(file);
    const allStarted = async () => (await listed(high, 'inbox')).length >= blobs.length;
    await until(allStarted, { what: 'an import of each file' });
    for (const file of files.filter(isManifest)) await bring(file);

    // Assess
    const ids = await listed(high, 'inbox');
    expect(ids).toHaveLength(exportIds.length);
    for (const id of ids) expect(await high.api.reportOf(id)).toMatchObject({ outcome: 'succeeded', failures: [] });
    for (const one of pushed) expect(await high.target.digestOf(one)).toBe(await low.source.digestOf(one));
    await settled(high);
    expect(await listed(high, 'inbox')).toEqual(ids);
    expect(await high.storage.blobs('imports')).toEqual([]);
  });
});

/** Copies what was exported into a folder, as files: no metadata comes along. */
async function carryOut({ stack, storage }: Ferry, folder: string): Promise<void> {
  const courier = createCourier(stack);
  for (const name of await storage.blobs('exports')) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await courier.take('exports', name));
  }
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Ferry, type RoutesFile, ROUTE, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const MIB = 1024 * 1024;
const PUT_BLOCK = 'storage.PutBlockFromURL';

describe('a transfer that was cut off is taken up', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ storageGate: true });
  });
  afterAll(() => ferry?.stop());
  beforeEach(() => ferry.stack.admin('DELETE', 'requests'));

  const terminate = async (id: string): Promise<void> => {
    const url = `${ferry.stack.endpoints.host}/runtime/webhooks/durabletask/instances/${id}`;
    expect((await ferry.stack.request(`${url}/terminate?reason=test`, { method: 'POST' })).status).toBe(202);
    const isTerminated = async () => (await ferry.stack.request(url)).text.includes('"Terminated"');
    await until(isTerminated, { what: `the end of the orchestration ${id}` });
  };
  const whole = async (id: string, reference: string) => {
    const { outcome, failures, batches } = await ferry.api.reportOf(id);
    const { source, target, runs } = ferry;
    const sameDigest = (await target.digestOf(reference)) === (await source.digestOf(reference));
    return { outcome, failures, sameDigest, begun: await runs.begun(), blobsDeleted: batches[0]?.blobsDeleted };
  };
  const WHOLE = {
    outcome: 'succeeded',
    failures: [],
    sameDigest: true,
    begun: { exports: 1, imports: 1 },
    blobsDeleted: true,
  };

  it('when an operator terminated its orchestration while it copied: all of it arrives', async () => {
    // Prepare
    const { api, push, runs, hold, held, release } = ferry;
    const reference = await push('terminated/copying:1.0', 4 * MIB);
    await hold(PUT_BLOCK);
    const { id } = await api.start([reference]);
    await held(PUT_BLOCK);

    // Act
    await terminate(id);
    await release(PUT_BLOCK);

    // Assess
    expect((await api.get(id)).json).toMatchObject({ id, statusUrl: expect.any(String) as string });
    expect(await whole(id, reference)).toEqual(WHOLE);
    const sent = (await runs.requests(PUT_BLOCK)).filter(({ status }) => status === 201);
    expect(new Set(sent.map(({ blockId }) => blockId)).size).toBe(5);
  });

  it.each(['export', 'import'])(
    'when its task hub was lost during the %s run: by the next host alone',
    async (kind) => {
      // Prepare
      const { api, push, hold, held, release, stack } = ferry;
      const reference = await push(`hub-lost/${kind}:1.0`);
      await hold(`run.${kind}.finish`);
      const { id } = await api.start([reference]);
      await held(`run.${kind}.finish`);

      // Act
      await ferry.host().kill();
      await rm(path.join(stack.folder, 'host'), { recursive: true });
      await release(`run.${kind}.finish`);
      await ferry.startHost();

      // Assess
      const listed = async () => (await ferry.storage.readState(`reports/${id}.json`).catch(() => '')) !== '';
      await until(listed, { what: 'a report that nobody asked for' });
      expect(await whole(id, reference)).toEqual(WHOLE);
    },
  );

  it('when it was terminated after a cancel: it ends as canceled, and says what it left', async () => {
    // Prepare
    const { api, push, hold, held, release } = ferry;
    const reference = await push('terminated/canceled:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([reference]);
    await held('run.export.finish');

    // Act
    await terminate(id);
    expect((await api.cancel(id)).status).toBe(202);

    // Assess
    const report = await api.reportOf(id);
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ exportRun: { outcome: 'leftRunning' } }] });
    expect(report.batches[0]?.leftBehind).toEqual([
      { blob: expect.stringContaining(id) as string, why: expect.stringContaining('may still write it') as string },
    ]);
    await release('run.export.finish');
  });

  it('edits of the routes file do not move the ends of a transfer that runs', async () => {
    // Prepare
    const { api, push, hold, held, release, routesFile } = ferry;
    const reference = await push('edited/routes:1.0');
    await hold('run.export.finish');
    const { id } = await api.start([reference]);
    await held('run.export.finish');
    const before = await readFile(routesFile, 'utf8');
    const edited = JSON.parse(before) as RoutesFile;
    delete edited.routes[ROUTE];

    // Act
    await writeFile(routesFile, JSON.stringify(edited));
    await ferry.host().kill();
    await ferry.startHost();
    await release('run.export.finish');

    // Assess
    expect(await whole(id, reference)).toEqual(WHOLE);
    await writeFile(routesFile, before);
  });
});

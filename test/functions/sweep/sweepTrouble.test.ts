import { ResourceNotFoundError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { routeEnd, TARGET } from '../../helpers/route';
import { countsOf, importOnly, prepareSweep } from './sweepFixture';

const WEATHER = new ServiceUnavailableError('read x', { words: '503' });

it('what one blob or one route meets keeps no other; the next sweep does it', async () => {
  const other = routeEnd('other');
  const prepared = prepareSweep([importOnly({ name: 'a' }), importOnly({ name: 'b', target: other })]);
  const { put, sweep, deps, client, warned, storage } = prepared;
  put('inbox/1.tar.gz');
  put('inbox/2.tar.gz', 1_000, other);
  put('inbox/3.tar.gz', 1_000, other);
  const { listCommitted } = deps.storedBlobs;
  const { head } = deps.blobs;
  deps.storedBlobs.listCommitted = async (end, ...rest) =>
    end === TARGET ? Promise.reject(WEATHER) : listCommitted(end, ...rest);
  deps.blobs.head = async (end, name) => (name === 'inbox/2.tar.gz' ? Promise.reject(WEATHER) : head(end, name));
  const first = await sweep();
  expect([countsOf(first), first.complete]).toEqual([{ importStarted: 1, failed: 2 }, false]);
  expect(first.items.filter(({ finding }) => finding === 'failed').map(({ subject }) => subject)).toEqual([
    'a',
    `${other.containerUri}/inbox/2.tar.gz`,
  ]);
  expect(warned).toHaveLength(2);
  deps.storedBlobs.listCommitted = listCommitted;
  deps.blobs.head = head;
  const second = await sweep();
  expect([countsOf(second)['importStarted'], second.complete]).toEqual([2, true]);
  expect(client.starts).toHaveLength(3);
  expect(storage.committed(TARGET, 'inbox/1.tar.gz')).toBeDefined();
});

it('a container that is missing, and a routes file that cannot be read, are told', async () => {
  const { sweep, deps, loads } = prepareSweep();
  deps.storedBlobs.listCommitted = () =>
    Promise.reject(new ResourceNotFoundError('x', 'in', { words: '404 ContainerNotFound' }));
  expect((await sweep()).items[0]).toMatchObject({
    finding: 'failed',
    why: expect.stringContaining('ContainerNotFound'),
  });
  loads(() => Promise.reject(new Error('ENOENT')));
  expect(await sweep()).toMatchObject({ complete: false, items: [{ finding: 'failed', subject: 'the routes' }] });
});

it('thousands of blobs take several sweeps, each goes on where the last one stopped, and each blob is imported once', async () => {
  const { put, sweep, client, storage, clock, deps } = prepareSweep();
  storage.blobsPerPage = 100;
  const COUNT = 2_500;
  for (let index = 0; index < COUNT; index += 1) put(`inbox/${10_000 + index}.tar.gz`);
  const { head } = deps.blobs;
  deps.blobs.head = async (end, name) => {
    clock.now += 100;
    return head(end, name);
  };
  const sweeps = [await sweep(60_000)];
  expect(sweeps[0]).toMatchObject({ complete: false, wentOn: false });
  while (!sweeps.at(-1)?.complete) {
    sweeps.push(await sweep(60_000));
    expect(sweeps.at(-1)?.wentOn).toBe(true);
    expect(sweeps.length).toBeLessThan(8);
  }
  expect(client.starts).toHaveLength(COUNT);
  expect(new Set(client.starts).size).toBe(COUNT);
  expect(sweeps[0]?.items).toHaveLength(100);
});

it('a place in a route that is gone, and a page that the service refuses, keep nothing from being found', async () => {
  const { put, sweep, sweeps, client, deps } = prepareSweep();
  put();
  await sweeps.writePlace({ arrivals: { route: 'gone', page: 'x' } });
  await sweep();
  expect(client.starts).toHaveLength(1);
  put('inbox/new.tar.gz');
  await sweeps.writePlace({ arrivals: { route: 'in', page: 'stale' } });
  const { listCommitted } = deps.storedBlobs;
  deps.storedBlobs.listCommitted = async (end, prefix, page) =>
    page === 'stale' ? Promise.reject(new Error('400 OutOfRangeInput')) : listCommitted(end, prefix, page);
  expect(countsOf(await sweep())).toMatchObject({ failed: 1 });
  await sweep();
  expect(client.starts).toHaveLength(2);
});

it('several sweeps at once are one import of each blob', async () => {
  const { put, sweep, client, transfers } = prepareSweep();
  for (let index = 0; index < 20; index += 1) put(`inbox/${index}.tar.gz`);
  await Promise.all([sweep(), sweep(), sweep()]);
  expect(new Set(client.starts).size).toBe(20);
  expect(client.starts).toHaveLength(20);
  expect(transfers.records.size).toBe(20);
  expect(transfers.states.size).toBe(20);
});

it('cut off at any step, the next sweeps come to the same end', async () => {
  for (let cut = 1; ; cut += 1) {
    const { put, sweep, client, transfers, deps, sweeps } = prepareSweep();
    put();
    put('inbox/other.tar.gz');
    let steps = 0;
    const dies = (target: object, names: string[]): void => {
      for (const name of names) {
        const methods = target as Record<string, (...args: unknown[]) => Promise<unknown>>;
        const real = methods[name]?.bind(target) as (...args: unknown[]) => Promise<unknown>;
        methods[name] = async (...args) => {
          steps += 1;
          if (steps >= cut && isDying) throw new Error('The host is gone.');
          return real(...args);
        };
      }
    };
    let isDying = true;
    dies(transfers, ['list', 'find', 'index', 'claim', 'readReport']);
    dies(deps.storedBlobs, ['listCommitted', 'look']);
    dies(sweeps, ['readPlace', 'writePlace', 'keep']);
    dies(client, ['startNew', 'getStatus']);
    await sweep().catch(() => undefined);
    const wasCut = steps >= cut;
    isDying = false;
    await sweep();
    await sweep();
    expect(client.starts).toHaveLength(2);
    expect(transfers.records.size).toBe(2);
    if (!wasCut) break;
    expect(cut).toBeLessThan(100);
  }
});

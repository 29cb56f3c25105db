import { arrivedBlob } from '../../../../src/domain/arrivals/arrivedBlob';
import { arrivalTransferId } from '../../../../src/domain/names';
import { ServiceUnavailableError } from '../../../../src/domain/failures/errors';
import { route, TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const NAME = 'inbox/app.tar.gz';

function prepare() {
  const api = createApi();
  const { source: _none, ...inbox } = route({ name: 'in', arrivals: { prefix: 'inbox/', manifestWaitMinutes: 15 } });
  api.loadsRoutes({ routes: new Map([['in', inbox]]), mistakes: [] });
  const sweepNow = () => api.send('startSweep', '/sweep?code=s3cr3tkey');
  const list = (query = '') => api.send('listSweeps', `/sweeps${query}`);
  return { ...api, sweepNow, list };
}

it('a sweep answers with what it started, as the caller that asked for it, and is listed', async () => {
  const { sweepNow, list, storage, client, transfers } = prepare();
  const blob = storage.put(TARGET, NAME, { size: 10 });
  const id = arrivalTransferId(TARGET.containerUri, arrivedBlob(NAME, blob));
  const { status, body } = await sweepNow();
  expect([status, body.complete, body.startedBy]).toEqual([200, true, { kind: 'functionKey', name: 'function key' }]);
  expect(body.items).toEqual([
    { finding: 'importStarted', subject: `${TARGET.containerUri}/${NAME}`, route: 'in', transferId: id },
  ]);
  expect(client.starts).toEqual([`importArrival ${id}`]);
  expect(transfers.records.get(id)?.startedBy).toEqual({ kind: 'trigger', name: 'sweep' });
  expect((await list()).body).toEqual({ sweeps: [body] });
});

it('lists a page at a time', async () => {
  const { sweepNow, list } = prepare();
  const first = await sweepNow();
  const second = await sweepNow();
  const page = (await list('?limit=1')).body;
  const cursor = page.sweeps[0].id;
  expect([first.body.id, second.body.id]).toContain(cursor);
  expect(page.next).toBe(`https://app.example/api/sweeps?limit=1&cursor=${cursor}`);
  const rest = (await list(`?limit=1&cursor=${cursor}`)).body;
  expect([rest.sweeps.length, rest.next]).toEqual([1, undefined]);
  expect(rest.sweeps[0].id).not.toBe(cursor);
});

it.each(['?limit=0', '?limit=101', '?cursor=sweep-1', '?cursor=../place', '?page=1'])(
  '%s is refused',
  async (query) => {
    const { status, body } = await prepare().list(query);
    expect([status, body.code]).toEqual([400, 'request_invalid']);
  },
);

it('a store that is away is 503', async () => {
  const { sweepNow, sweeps } = prepare();
  sweeps.readPlace = () => Promise.reject(new ServiceUnavailableError('read x', { words: '503' }));
  expect((await sweepNow()).status).toBe(503);
});

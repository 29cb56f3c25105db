import { createBatch, type Batch } from '../../../../src/domain/plan';
import type { ArtifactReport, TransferReport } from '../../../../src/domain/report/report';
import { digestOf } from '../../../helpers/fakeRegistries';
import { createApi } from '../apiFixture';

const FAILURE = { code: 'artifact_unfit', message: 'm', nextStep: 'n' } as const;
const batchOf = (number: number): Batch => {
  const name = `app${number}`;
  return createBatch([{ artifact: `${name}:1`, repository: name, tag: '1', digest: digestOf(name), bytes: number }]);
};

/** A transfer with an id of its own. */
async function accepted() {
  const api = createApi();
  const { id } = (await api.post({ route: 'prod', artifacts: ['app:v1'] })).body as { id: string };
  const ask = (name: string, path: string, query = '', headers = {}) =>
    api.send(name, `/transfers/${id}/${path}${query}`, { params: { id }, headers });
  return { ...api, id, ask };
}

/** Its plan has 25 batches of one artifact, and skips 501. */
async function planned() {
  const api = await accepted();
  for (let number = 0; number < 25; number += 1) await api.pages.keepPage(api.id, 'batches', number, batchOf(number));
  const skipped = Array.from({ length: 501 }, (_, index) => ({ artifact: `odd:${index}`, failure: FAILURE }));
  await api.pages.keepPage(api.id, 'skipped', 0, skipped.slice(0, 500));
  await api.pages.keepPage(api.id, 'skipped', 1, skipped.slice(500));
  const stored = { batches: 25, artifacts: 25, bytes: 300, skipped: 501, known: 3 };
  await api.transfers.keepPlan(api.id, { batches: [], unplanned: [], stored });
  return { ...api, getPlan: (query = '') => api.ask('getPlan', 'plan', query) };
}

describe('GET …/plan', () => {
  it('goes through batches, then through what is skipped, each once', async () => {
    const { getPlan, id } = await planned();
    const [artifacts, skipped]: [string[], string[]] = [[], []];
    for (let page = 1; page <= 5; page += 1) {
      const { status, body } = await getPlan(`?page=${page}`);
      expect({ status, page: body.page, pages: body.pages }).toEqual({ status: 200, page, pages: 5 });
      expect(body.totals).toEqual({ artifacts: 25, batches: 25, bytes: 300, skipped: 501, known: 3 });
      artifacts.push(...body.artifacts.map(({ artifact }: { artifact: string }) => artifact));
      skipped.push(...body.skipped.map(({ artifact }: { artifact: string }) => artifact));
      expect(body.next).toBe(page < 5 ? `https://app.example/api/transfers/${id}/plan?page=${page + 1}` : undefined);
    }
    expect(artifacts).toEqual(Array.from({ length: 25 }, (_, index) => `app${index}:1`));
    expect(new Set(skipped).size).toBe(501);
  });

  it('is the first page where none is asked for, and an empty one beyond the last', async () => {
    const { getPlan } = await planned();
    expect((await getPlan()).body).toEqual((await getPlan('?page=1')).body);
    const { status, body } = await getPlan('?page=6');
    expect({ status, ...body }).toMatchObject({ status: 200, page: 6, pages: 5, artifacts: [], skipped: [] });
    expect(body.next).toBeUndefined();
  });

  it.each(['0', '-1', '1.5', 'x', '', '1000001', '1&page=2'])('?page=%s is a mistake', async (page) => {
    const { getPlan } = await planned();
    expect((await getPlan(`?page=${page}`)).body).toMatchObject({ status: 400, code: 'request_invalid' });
  });

  it('of a transfer of names is one page', async () => {
    const { ask, transfers, id } = await accepted();
    const unplanned = [{ artifact: 'app:gone', failure: { ...FAILURE, code: 'artifact_not_found' as const } }];
    await transfers.keepPlan(id, { batches: [batchOf(1)], unplanned });
    const first = (await ask('getPlan', 'plan')).body;
    expect(first).toMatchObject({
      pages: 2,
      totals: { artifacts: 1, skipped: 1 },
      artifacts: [{ artifact: 'app1:1' }],
    });
    expect((await ask('getPlan', 'plan', '?page=2')).body.skipped).toMatchObject([{ artifact: 'app:gone' }]);
  });

  it('that takes nothing is one empty page', async () => {
    const { ask, transfers, id } = await accepted();
    const stored = { batches: 0, artifacts: 0, bytes: 0, skipped: 0, known: 9 };
    await transfers.keepPlan(id, { batches: [], unplanned: [], stored });
    expect((await ask('getPlan', 'plan')).body).toMatchObject({ page: 1, pages: 1, artifacts: [], skipped: [] });
  });

  it('that is not made yet, or of a transfer that nobody knows, is an error', async () => {
    const { ask, send } = await accepted();
    expect((await ask('getPlan', 'plan')).body).toMatchObject({ code: 'plan_unknown' });
    const id = `t${'0'.repeat(32)}`;
    expect((await send('getPlan', `/transfers/${id}/plan`, { params: { id } })).status).toBe(404);
  });
});

/** It has ended, with so many artifacts that failed and twice as many that were delivered. */
async function ended(failedOnes: number) {
  const api = await accepted();
  const artifacts: ArtifactReport[] = Array.from({ length: 3 * failedOnes }, (_, index) => ({
    artifact: `app:v${index}`,
    outcome: index % 3 === 0 ? 'failed' : 'delivered',
  }));
  const report: TransferReport = {
    version: 1,
    id: api.id,
    route: 'prod',
    outcome: 'partial',
    startedBy: { kind: 'functionKey', name: 'function key' },
    startedAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:01:00.000Z',
    artifacts,
    batches: [],
    failures: [],
  };
  await api.transfers.writeReport(report);
  return { ...api, list: (query = '', headers = {}) => api.ask('listArtifacts', 'artifacts', query, headers) };
}

describe('GET …/artifacts', () => {
  it('goes through all of them, what was not delivered first', async () => {
    const { list, id } = await ended(200);
    const first = (await list()).body;
    expect(first).toMatchObject({
      page: 1,
      pages: 2,
      next: `https://app.example/api/transfers/${id}/artifacts?page=2`,
    });
    expect(first.artifacts).toHaveLength(500);
    expect(first.artifacts[199].outcome).toBe('failed');
    expect(first.artifacts[200].outcome).toBe('delivered');
    const second = (await list('?page=2')).body;
    expect(second.artifacts).toHaveLength(100);
    expect(second.next).toBeUndefined();
  });

  it('of one outcome are those alone; its next page keeps to it', async () => {
    const { list, id } = await ended(300);
    const first = (await list('?outcome=delivered')).body;
    expect(first.next).toBe(`https://app.example/api/transfers/${id}/artifacts?outcome=delivered&page=2`);
    const all = [...first.artifacts, ...(await list('?outcome=delivered&page=2')).body.artifacts];
    expect(all).toHaveLength(600);
    expect(all.every(({ outcome }: ArtifactReport) => outcome === 'delivered')).toBe(true);
    expect((await list('?outcome=drifted')).body).toMatchObject({ page: 1, pages: 1, artifacts: [] });
  });

  it('beyond the last page are none', async () => {
    const { list } = await ended(1);
    const { status, body } = await list('?page=7');
    expect({ status, ...body }).toMatchObject({ status: 200, page: 7, pages: 1, artifacts: [] });
    expect(body.next).toBeUndefined();
  });

  it.each(['?page=0', '?page=x', '?outcome=lost', '?outcome=', '?pages=1'])('%s is a mistake', async (query) => {
    const { list } = await ended(1);
    expect((await list(query)).body).toMatchObject({ status: 400, code: 'request_invalid' });
  });

  it('of a transfer that runs are an error', async () => {
    const { ask } = await accepted();
    expect((await ask('listArtifacts', 'artifacts')).body).toMatchObject({ code: 'transfer_running' });
  });

  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ['', false],
    ['*/*', false],
    ['application/json', false],
    ['application/xml', false],
    ['text/html, application/xhtml+xml, */*;q=0.8', false],
    ['text/csv', true],
    ['Text/CSV; charset=utf-8', true],
    ['text/*', true],
    ['text/csv, */*', true],
    ['text/csv, application/json', true],
    ['application/json, text/csv', false],
    ['application/json;q=0.5, text/csv', true],
    ['text/csv;q=0.5, application/json', false],
    ['text/csv;q=0.5, */*;q=0.1', true],
    ['text/csv;q=0', false],
    ['text/csv;q=0, */*', false],
    ['text/csv;q=x', true],
  ])('Accept: %s → CSV: %s', async (accept, isCsv) => {
    const { list } = await ended(1);
    const { status, headers } = await list('', accept === undefined ? {} : { accept });
    expect(status).toBe(200);
    expect(headers?.['content-type']?.startsWith('text/csv') ?? false).toBe(isCsv);
  });

  it('as CSV are all of them, or one page where one is asked for', async () => {
    const { list } = await ended(200);
    const linesOf = ({ text }: { text: string }) => text.split('\r\n').filter((line) => line !== '');
    const csv = { accept: 'text/csv' };
    expect(linesOf(await list('', csv))).toHaveLength(601);
    expect(linesOf(await list('?page=2', csv))).toHaveLength(101);
    expect(linesOf(await list('?outcome=failed', csv))).toHaveLength(201);
    expect(linesOf(await list('?page=9', csv))).toHaveLength(1);
  });
});

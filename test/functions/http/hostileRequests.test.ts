import { API } from '../../../src/functions/http/api';
import { route } from '../../helpers/route';
import { createApi, type Answer } from './apiFixture';

const KIB = 1024;
const BODY_BYTES = 256 * KIB;
const LARGEST_ANSWER = 16 * KIB;
const OF_ONE_TRANSFER = [
  'getTransfer',
  'cancelTransfer',
  'getPlan',
  'listArtifacts',
  'retryTransfer',
  'resumeTransfer',
];

/** As many of a part as a body may hold. */
const filled = (part: (index: number) => string, [before, after]: [string, string]) => {
  const parts: string[] = [];
  let left = BODY_BYTES - before.length - after.length;
  for (;;) {
    const next = part(parts.length);
    left -= Buffer.byteLength(next) + 1;
    if (left < 0) return before + parts.join(',') + after;
    parts.push(next);
  }
};
const LIST: [string, string] = ['{"route":"prod","artifacts":[', ']}'];
const KEYS: [string, string] = ['{"route":"prod","artifacts":["app:v1"],', '}'];
const list50 = (part: (index: number) => string) =>
  `${LIST[0]}${Array.from({ length: 50 }, (_, i) => part(i)).join(',')}${LIST[1]}`;
const text = (character: string, bytes = 4_500) =>
  JSON.stringify(character.repeat(bytes / Buffer.byteLength(character)));

const BODIES: [string, string][] = [
  ['wrong artifacts', filled(() => '"A"', LIST)],
  ['numbers as artifacts', filled(() => '1', LIST)],
  ['objects as artifacts', filled(() => '{}', LIST)],
  ['lists in lists', filled(() => '[[]]', LIST)],
  ['unknown keys', filled((index) => `"${index.toString(36)}":1`, KEYS)],
  ['unknown keys that are nearly known', filled((index) => `"route${index.toString(36)}":1`, KEYS)],
  ['unknown keys of 5 KiB', filled((index) => `"${index}${'k'.repeat(5_000)}":1`, KEYS)],
  ['unknown keys that nobody sees', filled((index) => `"${'\u200b'.repeat(500)}${index}":1`, KEYS)],
  ['a doubled key', filled(() => '"route":1', KEYS)],
  ['nesting', '['.repeat(BODY_BYTES)],
  ['nested objects', '{"a":'.repeat(BODY_BYTES / 5)],
  ['50 long artifacts', list50(() => text('a'))],
  ['50 long words', list50((index) => JSON.stringify(`Some${'/word'.repeat(70)}${index}`))],
  ['50 resource ids', list50(() => JSON.stringify(`/subscriptions/abc${'/äöü'.repeat(90)}`))],
  ['50 resource ids in other letters', list50(() => JSON.stringify(`/subscriptions/abc${'/船名'.repeat(120)}`))],
  ['50 addresses', list50(() => JSON.stringify(`https://myregistry.azurecr.io${'/word'.repeat(70)}`))],
  ['50 texts of control characters', list50(() => `"${'\\u0001'.repeat(700)}"`)],
  ['50 texts that nobody sees', list50(() => text('\u200b'))],
  ['50 texts of quotes', list50(() => `"${'\\"'.repeat(2_000)}"`)],
  ['50 halves of pairs', list50(() => `"${'\\ud800'.repeat(700)}"`)],
  ['50 objects', list50((index) => `{"${'a'.repeat(5_000)}":${index}}`)],
  ['50 numbers', list50(() => '9'.repeat(5_000))],
  ['a long route', `{"route":${text('r', 250_000)},"artifacts":["app:v1"]}`],
  ['a route that nobody sees', `{"route":${text('\u200b', 249_999)},"artifacts":["app:v1"]}`],
  ['a route that is a list', `{"route":[${'1,'.repeat(100_000)}1],"artifacts":["app:v1"]}`],
  ['a text', text('x', 250_000)],
  ['a number', '1'.repeat(BODY_BYTES)],
  ['blanks', ' '.repeat(BODY_BYTES)],
  ['zeros', '\0'.repeat(BODY_BYTES)],
  ['an unknown escape', `"${'\\x'.repeat(100_000)}"`],
];

/** What every answer to a request that is not good has to be: the caller's fault, told shortly. */
function expectShortRefusal(answer: Answer): void {
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(Buffer.byteLength(answer.text)).toBeLessThan(LARGEST_ANSWER);
  for (const { path, problem, expected } of answer.body.errors ?? []) {
    expect([path.length <= 200, problem.length <= 180, expected.length <= 500]).toEqual([true, true, true]);
  }
}

it.each(BODIES)('a body of %s is refused shortly, cheaply, and starts nothing', async (_, body) => {
  const { post, transfers, client, logged } = createApi({ maxBodyBytes: BODY_BYTES });
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(BODY_BYTES);
  const answer = await post(body);
  expectShortRefusal(answer);
  expect([transfers.records.size, client.instances.size, logged]).toEqual([0, 0, []]);
});

it('what is not listed is counted', async () => {
  const { post } = createApi({ maxBodyBytes: BODY_BYTES });
  const artifacts = await post(list50(() => '1'));
  expect(artifacts.body.detail).toMatch(/^The request has 50 mistakes: .*; and 45 more\.$/);
  expect(artifacts.body.errors).toHaveLength(21);
  expect(artifacts.body.errors.at(-1)).toMatchObject({ path: 'request', problem: 'has 30 more' });

  const keys = await post(`${KEYS[0]}${Array.from({ length: 1_000 }, (_, index) => `"k${index}":1`).join(',')}}`);
  expect(keys.body.errors).toHaveLength(11);
  expect(keys.body.errors.at(-1)).toMatchObject({ path: 'body', problem: 'has 990 more keys that are not known' });
});

it.each(['60000 of them', '51 that are wrong'])(
  'a list that is too long is counted and not looked at: %s',
  async (what) => {
    const count = parseInt(what, 10);
    const { post } = createApi({ maxBodyBytes: BODY_BYTES });
    const answer = await post(JSON.stringify({ route: 7, artifacts: Array<number>(count).fill(1) }));
    expect(answer.body).toMatchObject({
      code: 'artifact_count',
      detail: expect.stringContaining(` ${count} artifacts`),
    });
  },
);

describe('a key that stands twice', () => {
  it.each([
    ['in the body', '{"route":"prod","route":"prod","artifacts":["app:v1"]}'],
    ['in another spelling', '{"route":"prod","\\u0072oute":"prod","artifacts":["app:v1"]}'],
    ['inside', '{"route":"prod","artifacts":[{"a":1,"a":2}]}'],
    ['as __proto__', '{"__proto__":1,"__proto__":1,"route":"prod","artifacts":["app:v1"]}'],
  ])('%s', async (_, body) => {
    const { status, body: problem } = await createApi().post(body);
    expect([status, problem.code]).toEqual([400, 'body_not_json']);
    expect(problem.detail).toContain('is a key that this object already has');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is as unknown as any other', async (name) => {
    const { body } = await createApi().post(`{"route":"prod","artifacts":["app:v1"],"${name}":1}`);
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ problem: 'is not known' }] });
  });
});

describe('a query', () => {
  const paths: Record<string, string> = {
    startTransfer: '/transfers',
    listTransfers: '/transfers',
    getTransfer: '/transfers/t1',
    cancelTransfer: '/transfers/t1/cancel',
    listRoutes: '/routes',
    getLedger: '/routes/prod/ledger',
    removeFromLedger: '/routes/prod/ledger',
    startRebuild: '/routes/prod/ledger/rebuild',
    getRebuild: '/routes/prod/ledger/rebuild',
    startCleanup: '/cleanup',
    listCleanups: '/cleanups',
    getCleanup: '/cleanups/t1',
    listCleanupItems: '/cleanups/t1/items',
    listRuns: '/routes/prod/runs',
    getPipelines: '/routes/prod/pipelines',
    putPipelines: '/routes/prod/pipelines',
    deletePipelines: '/routes/prod/pipelines',
    cleanRuns: '/routes/prod/runs',
    getRun: '/routes/prod/runs/source/e1',
    deleteRun: '/routes/prod/runs/source/e1',
  };
  const operations = API.map(({ name }) => name);
  const send = (name: string, query: string) => {
    const api = createApi();
    const body = JSON.stringify({ route: 'prod', artifacts: ['app:v1'] });
    const answer = api.send(name, `${paths[name] ?? ''}${query}`, {
      params: { id: 't1', route: 'prod', end: 'source', name: 'e1' },
      ...(name === 'startTransfer' && { body }),
    });
    return { ...api, answer };
  };

  it.each(operations)('%s refuses a parameter that it does not know', async (name) => {
    for (const parameter of ['x', 'Route', 'dryrun', '__proto__', 'constructor']) {
      const { answer, transfers } = send(name, `?code=s3cr3t&${parameter}=hunter2`);
      const { status, body, text: shown } = await answer;
      expect([status, body.code]).toEqual([400, 'request_invalid']);
      expect(body.errors).toEqual([expect.objectContaining({ problem: 'is not known' })]);
      expect(shown).not.toMatch(/s3cr3t|hunter2/);
      expect(transfers.records.size).toBe(0);
    }
  });

  it.each(operations)("%s lets the host's own parameters pass", async (name) => {
    const { status } = await send(name, '?code=s3cr3t&CODE=x&clientId=default').answer;
    expect(status).toBe(
      {
        ...{ issueSas: 422, sendCanary: 202, getCanary: 404 },
        ...{ startTransfer: 202, removeFromLedger: 400, startRebuild: 202, getRebuild: 404, runSchedule: 404 },
        ...{
          startCleanup: 202,
          getCleanup: 404,
          listCleanupItems: 404,
          cleanRuns: 400,
          putPipelines: 422,
          deletePipelines: 400,
          getRun: 404,
          deleteRun: 404,
        },
      }[name] ?? (OF_ONE_TRANSFER.includes(name) ? 404 : 200),
    );
  });

  it.each(operations)('%s answers odd queries shortly', async (name) => {
    const long = (part: (index: number) => string) => `?${Array.from({ length: 1_000 }, (_, i) => part(i)).join('&')}`;
    const queries = [
      long((index) => `k${index}=1`),
      long(() => 'limit=0'),
      long((index) => `${'%E2%80%8B'.repeat(20)}${index}=1`),
      `?${'k'.repeat(30_000)}=1`,
      `?route=${'%F0%9F%98%80'.repeat(2_000)},b&x=1`,
      '?%',
      '?=x',
      '?%ff%fe=1',
      '?x[]=1&x[a]=2',
    ];
    for (const query of queries) {
      const answer = await send(name, query).answer;
      expectShortRefusal(answer);
      expect(answer.status).toBe(400);
    }
  });
});

it('odd ids are unknown, however long they are', async () => {
  const { send } = createApi();
  for (const id of ['', '%2F', '..', 'a'.repeat(8_000), '\u200b', 't'.repeat(65), '__proto__', 'constructor']) {
    for (const name of ['getTransfer', 'cancelTransfer']) {
      const answer = await send(name, '/transfers/x', { params: { id } });
      expectShortRefusal(answer);
      expect(answer.status).toBe(404);
    }
  }
});

it.each([
  { 'content-length': 'x' },
  { 'content-length': '-1' },
  { 'content-length': '1,1' },
  { 'content-type': 'text/plain; charset=utf-16' },
  { 'content-encoding': 'gzip' },
  { 'x-ms-client-principal': '{' },
  { 'x-ms-client-principal-name': 'x'.repeat(8_000) },
])('the headers %j do no harm', async (headers) => {
  const answer = await createApi({ trustSignIn: true }).post({ route: 'nowhere', artifacts: ['app:v1'] }, headers);
  expectShortRefusal(answer);
  expect(answer.status).toBe(422);
});

describe('a routes file with very many mistakes', () => {
  const mistakes = Array.from({ length: 10_000 }, (_, index) => ({
    route: 'broken',
    path: `routes.broken.${'p'.repeat(300)}${index}`,
    problem: 'is wrong'.repeat(100),
    expected: 'another value'.repeat(100),
  }));
  const loaded = { routes: new Map(), mistakes };

  it('is told shortly', async () => {
    const { listRoutes, post, loadsRoutes } = createApi();
    loadsRoutes(loaded);
    const list = await listRoutes();
    expect(list.body.mistakes).toHaveLength(21);
    expect(list.body.mistakes.at(-1)).toMatchObject({ path: 'file', problem: 'has 9980 more' });
    const posted = await post({ route: 'broken', artifacts: ['app:v1'] });
    expect(posted.body).toMatchObject({ code: 'route_invalid', detail: expect.stringContaining('and 9995 more') });
    for (const { text: shown } of [list, posted]) expect(Buffer.byteLength(shown)).toBeLessThan(2 * LARGEST_ANSWER);
  });

  it('with very many routes, an unknown one is told shortly', async () => {
    const { post, loadsRoutes } = createApi();
    const routes = new Map(Array.from({ length: 5_000 }, (_, index) => [`route-${index}`, route()] as const));
    loadsRoutes({ routes, mistakes: [] });
    const answer = await post({ route: 'nowhere', artifacts: ['app:v1'] });
    expectShortRefusal(answer);
    expect(answer.body.nextStep).toContain('route-19 and 4980 more');
  });
});

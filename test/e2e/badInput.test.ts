import assert from 'node:assert';
import { readFile, writeFile } from 'node:fs/promises';
import type { Problem } from '../../src/functions/http/schemas/problem';
import type { RouteList } from '../../src/functions/http/schemas/routeList';
import type { Answer } from './helpers/request';
import { type Ferry, ROUTE, type RoutesFile, startFerry } from './helpers/startFerry';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const SHAPES = [
  ...[
    'App:1.0',
    '-app:1.0',
    'app:',
    ':1.0',
    '',
    'app:1.0@',
    `app:@${DIGEST}`,
    `:1.0@${DIGEST}`,
    'app@sha256:abc',
    'a//b:1',
    'a/:1',
  ],
  ...[
    'registry.example/app:tag with space',
    'localhost:5001/app:1.0',
    `${'a'.repeat(256)}:1`,
    `app:${'t'.repeat(129)}`,
  ],
];

describe('bad input', () => {
  let ferry: Ferry;
  let before: unknown;
  beforeAll(async () => {
    ferry = await startFerry({ routes: addRoutes, env: { FERRY_MAX_BODY_KIB: '16' } });
    await ferry.push('present/app:1.0');
  });
  afterAll(() => ferry?.stop());
  beforeEach(async () => {
    before = await everything();
  });
  afterEach(async () => {
    // Nothing was created: no record, no line of the index, no run, no blob.
    assert.deepStrictEqual(await everything(), before);
  });

  async function everything() {
    const { api, runs, storage } = ferry;
    return {
      listed: (await api.list()).json?.transfers.map(({ id }) => id),
      runs: [...(await runs.list('source')), ...(await runs.list('target'))].map(({ id }) => id),
      puts: (await runs.requests('arm.pipelineRuns.put')).length,
      blobs: [await storage.blobs('exports'), await storage.blobs('imports'), await storage.blobs('state')],
    };
  }

  const refused = ({ status, headers, json }: Answer<Problem>) => ({
    status,
    contentType: headers['content-type'],
    type: json?.type,
    code: json?.code,
    told: Boolean(json?.title && json.detail && json.nextStep) && json?.status === status,
  });
  const problem = (status: number, code: string) => ({
    status,
    contentType: 'application/problem+json',
    type: `urn:acr-ferry:problem:${code}`,
    code,
    told: true,
  });
  const artifacts = ['present/app:1.0'];
  const many = (count: number) => Array.from({ length: count }, (_, index) => `present/app:${index}`);

  it.each([
    ['an unknown route', { route: 'nowhere', artifacts }, 422, 'route_unknown', ROUTE],
    ['a route without a source', { route: 'import-only', artifacts }, 422, 'route_incomplete', '"source"'],
    ['a route with mistakes', { route: 'misspelt', artifacts }, 422, 'route_invalid', 'routes file'],
    ['no artifact', { route: ROUTE, artifacts: [] }, 400, 'artifact_count', 'at least one'],
    ['51 artifacts', { route: ROUTE, artifacts: many(51) }, 400, 'artifact_count', 'Split'],
    ['no field', {}, 400, 'request_invalid', 'errors'],
    ['no route', { artifacts }, 400, 'request_invalid', 'errors'],
    ['a route that is a number', { route: 7, artifacts }, 400, 'request_invalid', 'errors'],
    ['artifacts that are one text', { route: ROUTE, artifacts: 'present/app:1.0' }, 400, 'request_invalid', 'errors'],
    ['an artifact that is a number', { route: ROUTE, artifacts: [1] }, 400, 'request_invalid', 'errors'],
    ['an artifact that is null', { route: ROUTE, artifacts: [null] }, 400, 'request_invalid', 'errors'],
    ['an unknown field', { route: ROUTE, artifacts, artefacts: [] }, 400, 'request_invalid', 'errors'],
    ['a list', [ROUTE, artifacts], 400, 'request_invalid', 'errors'],
    ['null', 'null', 400, 'request_invalid', 'errors'],
    ['an empty body', '', 400, 'body_not_json', '"artifacts"'],
    ['a body that is not JSON', '{"route": ', 400, 'body_not_json', '"artifacts"'],
    ['a body that is not text', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'body_not_json', '"artifacts"'],
    ['a body that is too large', `{"route":"${'x'.repeat(17 * 1024)}"}`, 413, 'body_too_large', 'split'],
  ])('POST with %s', async (_, body, status, code, nextStep) => {
    const answer = await ferry.api.post(body);
    expect(refused(answer)).toEqual(problem(status, code));
    expect(answer.json?.nextStep).toContain(nextStep);
    expect(answer.text).not.toMatch(/node_modules|\.js:\d|\/tmp\/|at \w+ \(/);
  });

  it.each(SHAPES.map((text) => [text.slice(0, 40), text]))('POST with the artifact "%s"', async (_, text) => {
    const answer = await ferry.api.post({ route: ROUTE, artifacts: ['present/app:1.0', text] });
    expect(refused(answer)).toEqual(problem(400, 'artifact_malformed'));
    expect(answer.json?.errors).toEqual([expect.objectContaining({ path: 'artifacts[1]' })]);
    expect(answer.json?.nextStep).toContain('repository:tag');
  });

  it('names every mistake of a body at once', async () => {
    const { json } = await ferry.api.post({ artifacts: [1, 'app:1', true], extra: 1 });
    expect(json?.errors?.map(({ path }) => path).sort()).toEqual(['artifacts[0]', 'artifacts[2]', 'extra', 'route']);
  });

  it.each([
    ['no characters', ''],
    ['a blank', ' '],
    ['256 characters', 'k'.repeat(256)],
  ])('POST with an Idempotency-Key of %s', async (_, key) => {
    const answer = await ferry.api.post({ route: ROUTE, artifacts }, { 'idempotency-key': key });
    expect(refused(answer)).toEqual(problem(400, 'request_invalid'));
    expect(answer.json?.errors?.[0]?.path).toBe('headers.Idempotency-Key');
  });

  it('POST with two Idempotency-Keys; the same one twice is one', async () => {
    const keys = (...values: string[]) => ({ 'idempotency-key': values as unknown as string });
    const two = await ferry.api.post({ route: ROUTE, artifacts }, keys('one', 'two'));
    expect(refused(two)).toEqual(problem(400, 'request_invalid'));
    expect(two.json?.errors?.[0]?.problem).toContain('comma');
    const twice = await ferry.api.post({ route: 'nowhere', artifacts }, keys('one', 'one'));
    expect(refused(twice)).toEqual(problem(422, 'route_unknown'));
  });

  it.each([
    ['GET', 'routes?nonsense=1'],
    ['GET', 'transfers/t1?nonsense=1'],
    ['POST', 'transfers/t1/cancel?nonsense=1'],
    ['POST', 'transfers?nonsense=1'],
  ])('%s %s', async (method, resource) => {
    const body = method === 'POST' ? { route: ROUTE, artifacts } : undefined;
    const answer = await ferry.stack.request<Problem>(`${ferry.host().url}/api/${resource}`, { method, body });
    expect(refused(answer)).toEqual(problem(400, 'request_invalid'));
    expect(answer.json?.errors).toEqual([expect.objectContaining({ path: 'query.nonsense', expected: 'none' })]);
  });

  it('POST with as many wrong artifacts as fit', async () => {
    const { status, text } = await ferry.api.post({ route: ROUTE, artifacts: Array(4_000).fill('A') });
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(1_000);
  });

  it.each([
    '?state=done',
    '?limit=0',
    '?limit=101',
    '?limit=x',
    '?from=yesterday',
    '?to=',
    '?cursor=x',
    '?rout=a',
    '?route=',
  ])('GET /api/transfers%s', async (query) => {
    const answer = await ferry.api.list(query);
    expect(refused(answer)).toEqual(problem(400, 'request_invalid'));
    expect(answer.json?.errors).toEqual([expect.objectContaining({ path: expect.stringMatching(/^query\./) })]);
  });

  it('GET /api/routes tells the mistakes of the routes file beside the routes that work', async () => {
    const { json } = await ferry.stack.request<RouteList>(`${ferry.host().url}/api/routes`);
    expect(json?.routes.map(({ name }) => name).sort()).toEqual(['export-only', 'import-only', ROUTE].sort());
    expect(new Set(json?.mistakes.map(({ route }) => route))).toEqual(new Set(['misspelt']));
    const expected = expect.stringContaining('pipeline');
    const path = 'routes.misspelt.source.pipline';
    expect(json?.mistakes).toContainEqual(expect.objectContaining({ path, expected }));
  });
});

describe('artifacts that do not exist', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  it('end a transfer of nothing else as failed, each one missing, without a run or a blob', async () => {
    // Prepare
    const { api, push, runs, storage } = ferry;
    await push('present/app:1.0');
    const missing = ['absent/app:1.0', 'present/app:2.0', `present/app@${DIGEST}`];

    // Act
    const { id } = await api.start(missing);
    const report = await api.reportOf(id);

    // Assess
    expect(report.outcome).toBe('failed');
    expect(report.artifacts).toHaveLength(3);
    for (const artifact of report.artifacts) {
      expect(missing).toContain(artifact.artifact);
      expect(artifact).toMatchObject({ outcome: 'missing', failure: { code: 'artifact_not_found' } });
      expect(artifact.failure?.message).toContain(artifact.artifact);
      expect(artifact.failure?.nextStep).toContain('spelling');
    }
    expect(await runs.begun()).toEqual({ exports: 0, imports: 0 });
    expect(await storage.blobs('exports')).toEqual([]);
    expect(await storage.blobs('imports')).toEqual([]);
  });

  it('make a transfer partial that has good ones beside them, which are delivered', async () => {
    // Prepare
    const { api, push, source, target } = ferry;
    const good = await push('present/good:1.0');
    const byDigest = `present/app@${await source.digestOf('present/app:1.0')}`;

    // Act
    const { id } = await api.start([good, 'present/good:9.9', byDigest]);
    const { outcome, artifacts } = await api.reportOf(id);

    // Assess
    expect(outcome).toBe('partial');
    const outcomes = Object.fromEntries(artifacts.map((each) => [each.artifact, each.outcome]));
    expect(outcomes).toEqual({ [good]: 'delivered', 'present/good:9.9': 'missing', [byDigest]: 'delivered' });
    expect(await target.digestOf(good)).toBe(await source.digestOf(good));
  });

  it('an app whose settings have mistakes says so to every request, and in the log', async () => {
    // Prepare
    await ferry.host().stop();
    const host = await ferry.stack.startHost({ FERRY_MAX_BODY_KIB: 'much', FERRY_RUOTES: 'x' });

    // Act
    const ask = (method: string, resource: string) =>
      ferry.stack.request<Problem>(`${host.url}/api/${resource}`, { method });
    const answers = [
      await ask('GET', 'routes'),
      await ask('GET', 'transfers'),
      await ask('POST', 'transfers'),
      await ask('GET', 'transfers/t1'),
      await ask('POST', 'transfers/t1/cancel'),
    ];
    await host.stop();

    // Assess
    for (const { status, headers, json } of answers) {
      expect(status).toBe(503);
      expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(json?.code).toBe('settings_invalid');
      expect(json?.errors?.map(({ path }) => path)).toEqual(['FERRY_MAX_BODY_KIB', 'FERRY_RUOTES']);
    }
    expect(host.log()).toMatch(/\[error\] Worker: The app settings have 2 mistakes: FERRY_MAX_BODY_KIB is "much"/);
    await ferry.startHost();
  });

  it('an app whose routes file is no JSON says so, and where', async () => {
    // Prepare
    const good = await readFile(ferry.routesFile, 'utf8');
    await ferry.host().stop();
    await writeFile(ferry.routesFile, '{ "version": 1,');

    // Act
    await ferry.startHost();
    const url = `${ferry.host().url}/api/routes`;
    const { json } = await ferry.stack.request<{ routes: unknown[]; mistakes: { path: string }[] }>(url);
    const post = await ferry.api.post({ route: ROUTE, artifacts: ['present/app:1.0'] });

    // Assess
    expect(json).toMatchObject({ routes: [], mistakes: [{ path: expect.stringMatching(/^line 1/) }] });
    expect(post.status).toBe(422);
    await writeFile(ferry.routesFile, good);
  });
});

function addRoutes({ routes }: RoutesFile): void {
  const { source, target } = routes[ROUTE] ?? {};
  const { pipeline, ...rest } = source as Record<string, string>;
  routes['export-only'] = { source };
  routes['import-only'] = { target };
  routes['misspelt'] = { source: { ...rest, pipline: pipeline }, target };
}

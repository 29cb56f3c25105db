import { gzipSync } from 'node:zlib';
import { createApi } from './apiFixture';

const of = (artifacts: unknown, route: unknown = 'prod') => ({ route, artifacts });
const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const names = (count: number) => Array.from({ length: count }, (_, index) => `app:v${index}`);

const BAD: [string, unknown, number, string, RegExp, string[]][] = [
  ['no body', '', 400, 'body_not_json', /Send \{/, []],
  ['a body that is not JSON', '{"route": "prod",', 400, 'body_not_json', /Send \{/, []],
  ['a form', 'route=prod', 400, 'body_not_json', /Send \{/, []],
  ['null', null, 400, 'request_invalid', /errors/, ['body']],
  ['a list', ['app:v1'], 400, 'request_invalid', /errors/, ['body']],
  ['a text', '"prod"', 400, 'request_invalid', /errors/, ['body']],
  ['an empty object', {}, 400, 'request_invalid', /errors/, ['route']],
  ['neither artifacts nor a selection', { route: 'prod' }, 400, 'nothing_selected', /"artifacts" or "select"/, []],
  ['no route', { artifacts: ['app:v1'] }, 400, 'request_invalid', /errors/, ['route']],
  ['a route that is a number', of(['app:v1'], 7), 400, 'request_invalid', /errors/, ['route']],
  ['an empty route', of(['app:v1'], ''), 400, 'request_invalid', /errors/, ['route']],
  ['artifacts that are a text', of('app:v1'), 400, 'request_invalid', /errors/, ['artifacts']],
  ['an artifact that is null', of(['app:v1', null]), 400, 'request_invalid', /errors/, ['artifacts[1]']],
  ['an unknown field', { ...of(['app:v1']), dryrun: true }, 400, 'request_invalid', /errors/, ['dryrun']],
  ['0 artifacts', of([]), 400, 'artifact_count', /at least one/, []],
  ['51 artifacts', of(names(51)), 400, 'artifact_count', /Split/, []],
  ['51 times one artifact', of(Array(51).fill('app:v1')), 400, 'artifact_count', /Split/, []],
  [
    'malformed references',
    of(['app:v1', 'App', 'a b']),
    400,
    'artifact_malformed',
    /Write/,
    ['artifacts[1]', 'artifacts[2]'],
  ],
  [
    'a tag with two digests',
    of(['app:v1', `app:v1@${DIGEST}`, `app:v1@${OTHER}`, `app@${OTHER}`]),
    400,
    'artifact_malformed',
    /Write/,
    ['artifacts[2]'],
  ],
  ['an unknown route', of(['app:v1'], 'nowhere'), 422, 'route_unknown', /prod, export-only, import-only/, []],
  ['a route named like a property', of(['app:v1'], 'constructor'), 422, 'route_unknown', /prod/, []],
  ['a route with a mistake', of(['app:v1'], 'broken'), 422, 'route_invalid', /errors/, ['routes.broken.source']],
  ['a route without a source', of(['app:v1'], 'import-only'), 422, 'route_incomplete', /Add "source"/, []],
  ['too large a body', of(['app:v1'], 'x'.repeat(5_000)), 413, 'body_too_large', /split/, []],
];

it.each(BAD)('%s', async (_, body, status, code, nextStep, paths) => {
  const { post, transfers, client } = createApi();
  const answer = await post(body, { 'Idempotency-Key': 'order-1' });
  expect(answer.status).toBe(status);
  expect(answer.headers).toEqual({ 'content-type': 'application/problem+json' });
  expect(answer.body).toMatchObject({ status, code, type: `urn:acr-ferry:problem:${code}` });
  for (const member of ['title', 'detail', 'nextStep']) expect(answer.body[member]).toMatch(/\S/);
  expect(answer.body.nextStep).toMatch(nextStep);
  expect((answer.body.errors ?? []).map(({ path }: { path: string }) => path)).toEqual(paths);
  for (const mistake of answer.body.errors ?? []) {
    expect(mistake).toMatchObject({
      path: expect.any(String),
      problem: expect.stringMatching(/\S/),
      expected: expect.stringMatching(/\S/),
    });
  }
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\/src\/|s3cr3tkey|undefined/);
  expect([transfers.records.size, transfers.states.size, client.instances.size]).toEqual([0, 0, 0]);
});

it('50 artifacts are taken', async () => {
  expect((await createApi().post(of(names(50)))).status).toBe(202);
});

it('a body that says it is too large is not read', async () => {
  const answer = await createApi().post(of(['app:v1']), { 'content-length': '4097' });
  expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
});

it('a body that is too large counts its bytes, whatever it says', async () => {
  const wide = JSON.stringify(of(['app:v1'], 'ü'.repeat(2_100)));
  expect(wide.length).toBeLessThan(4_096);
  expect((await createApi().post(wide, { 'content-length': '10' })).status).toBe(413);
});

it('a body with a byte order mark is read, one that is not UTF-8 is not', async () => {
  const text = `\ufeff${JSON.stringify(of(['app:v1']))}`;
  expect((await createApi().post(text)).status).toBe(202);
  const utf16 = await createApi().post(Buffer.from(text, 'utf16le'));
  expect(utf16).toMatchObject({ status: 400, body: { code: 'body_not_json' } });
  const gzip = await createApi().post(gzipSync(text), { 'content-encoding': 'gzip' });
  expect(gzip).toMatchObject({ status: 400, body: { code: 'body_not_json' } });
  expect(gzip.body.detail).toContain('compressed');
});

it('a long text is not echoed whole', async () => {
  const { post } = createApi();
  const answer = await post(of([`A${'b'.repeat(2_000)}`]));
  expect(answer.body.code).toBe('artifact_malformed');
  expect(answer.text.length).toBeLessThan(1_000);
});

describe('what the app itself cannot do', () => {
  it('a routes file that cannot be read: 503 without its path, which is in the log', async () => {
    const { post, failRoutes, logged } = createApi();
    const cause = new Error("ENOENT: no such file, open '/home/site/wwwroot/routes.json'");
    failRoutes(new Error('The routes file could not be read from /home/site/wwwroot/routes.json.', { cause }));
    const answer = await post(of(['app:v1']));
    expect(answer).toMatchObject({ status: 503, body: { code: 'routes_unreadable' } });
    expect(answer.text).not.toContain('wwwroot');
    expect(logged.join('\n')).toContain('/home/site/wwwroot/routes.json');
  });

  it('an unknown error: 500 without stack, path or key; the log has it, without the key', async () => {
    const { post, client, logged } = createApi();
    client.beforeStart = async () => {
      throw new Error('connect ECONNREFUSED https://x/y?sig=c2VjcmV0 at /home/site/wwwroot/index.js:1:1');
    };
    const answer = await post(of(['app:v1']));
    expect(answer).toMatchObject({
      status: 500,
      body: {
        code: 'internal_error',
        correlationId: 'invocation-1',
        nextStep: expect.stringContaining('invocation-1'),
      },
    });
    expect(answer.text).not.toMatch(/ECONNREFUSED|wwwroot|sig|c2VjcmV0/);
    expect(logged.join('\n')).toContain('ECONNREFUSED');
    expect(logged.join('\n')).not.toContain('c2VjcmV0');
  });

  it("a caller's mistake is not logged as an error", async () => {
    const { post, logged } = createApi();
    await post({});
    expect(logged).toEqual([]);
  });
});

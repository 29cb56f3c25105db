import { canonicalPath } from '../../../../local/host/http/requestTarget';
import { get, sendRaw } from '../../http/sendRaw';
import { startHostFixture, type HostFixture } from '../hostFixture';

const HOST = 'Host: localhost:7071';
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `X-${index}: v`);
const path = (target: string): string => get(target, [HOST]);
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
/** A target that makes the request line, its end included, `bytes` long. */
const targetOf = (bytes: number): string => `/api/ping?${'x'.repeat(bytes - 'GET /api/ping? HTTP/1.1\r\n'.length)}`;

describe('what Kestrel does before the app runs', () => {
  let fixture: HostFixture;
  beforeAll(async () => {
    fixture = await startHostFixture();
  });
  afterAll(() => fixture.end());

  it.each([
    ['a path with dot segments', path('/api/./x/../ping'), 200],
    ['a path with encoded dot segments', path('/api/x/%2e%2E/%2e/ping'), 200],
    ['dot segments above the root', path('/../../api/ping'), 200],
    ['dot segments that lead out of /admin', path('/admin/../api/ping'), 200],
    ['dot segments that lead into /admin', path('/api/../admin/host/ping'), 200],
    ['an encoded slash, which makes no segment', path('/api/x%2f..%2fping'), 404],
    ['encoded letters of a name of the host', path('/%61dmin/host/ping'), 200],
    ['two slashes, which make an empty name', path('//api/ping'), 404],
    ['two slashes alone', path('//'), 404],
    ['a whole URL as the target', path('http://localhost:7071/api/ping'), 200],
    ['a whole URL of another host', path('http://other/api/ping'), 400],
    ['an encoded null character', path('/api/ping%00'), 400],
    ['a target beyond ASCII', path(utf8('/api/ping?é')), 400],
    ['a target of another form', path('api/ping'), 400],
    ['*', path('*'), 405],
    ['a request line of 8 KiB', path(targetOf(8192)), 200],
    ['a request line above 8 KiB', path(targetOf(8193)), 414],
    ['a request line of 200 KiB', path(targetOf(200 * 1024)), 414],
    ['100 headers', get('/api/ping', [HOST, ...many(98)]), 200],
    ['101 headers', get('/api/ping', [HOST, ...many(99)]), 431],
    ['150 headers', get('/api/ping', [HOST, ...many(148)]), 431],
    ['headers below 32 KiB', get('/api/ping', [HOST, `X: ${'x'.repeat(32_000)}`]), 200],
    ['headers above 32 KiB', get('/api/ping', [HOST, `X: ${'x'.repeat(32_768)}`]), 431],
    ['an expectation that is not known', get('/api/ping', [HOST, 'Expect: miracles']), 200],
    ['no Host', get('/api/ping', []), 400],
    ['an empty Host', get('/', ['Host:']), 200],
    ['two Hosts', get('/api/ping', [HOST, HOST]), 400],
    ['a Host with a space', get('/api/ping', ['Host: a b']), 400],
    ['a Host with a user', get('/api/ping', ['Host: user@a']), 400],
    ['a Host with a path', get('/api/ping', ['Host: a/b']), 400],
    ['a Host that is a port', get('/api/ping', ['Host: :7071']), 400],
    ['a Host with an empty port', get('/api/ping', ['Host: a:']), 400],
    ['a Host with a port of letters', get('/api/ping', ['Host: a:b']), 400],
    ['an IPv6 Host', get('/api/ping', ['Host: [::1]:7071']), 200],
    ['an IPv6 Host that is not closed', get('/api/ping', ['Host: [::1']), 400],
    ['a Host that makes no URL', get('/api/ping', ['Host: a:99999']), 500],
    ['header values that are no UTF-8', get('/api/ping', [HOST, 'X: \u00e9']), 400],
    ['header values up to U+00FF', get('/api/ping', [HOST, `X: ${utf8('é ÿ')}`]), 200],
    ['header values above U+00FF', get('/api/ping', [HOST, `X: ${utf8('€')}`]), 500],
    ['those where no function is asked', get('/admin/host/ping', [HOST, `X: ${utf8('€')}`]), 200],
  ])('%s', async (_what, request, status) => {
    const answer = await sendRaw(fixture.port, request);
    expect(answer.status).toBe(status);
    // No refusal has a body.
    expect(status < 400 || answer.text.endsWith('\r\n\r\n')).toBe(true);
  });

  it('shows the app the path without dot segments, repeated headers joined, their bytes read as UTF-8', async () => {
    const headers = [HOST, `X-A: ${utf8('é')}`, 'X-A: b', 'Content-Type: text/a', 'Content-Type: text/b'];
    const answer = await sendRaw(fixture.port, get('/api/x/%2e%2e/kinds/./echo?a=%2e%2e/b', headers));
    const [body = ''] = /\{.*\}/.exec(answer.text) ?? [];
    expect(JSON.parse(body)).toMatchObject({
      url: 'http://localhost:7071/api/kinds/echo?a=%2e%2e/b',
      headers: { 'x-a': 'é,b', 'content-type': 'text/a,text/b' },
    });
  });
});

describe('canonicalPath', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/', '/'],
    ['/.', '/'],
    ['/a/..', '/'],
    ['/a/b/..', '/a/'],
    ['/a/.', '/a/'],
    ['/a//../b', '/a/b'],
    ['/a/...', '/a/...'],
    ['/a/.b/..c', '/a/.b/..c'],
    ['/%2e%2e%2fa', '/..%2fa'],
    ['/%252e%252e/a', '/%252e%252e/a'],
    ['/%41%20%c3%a9%', '/A%20%c3%a9%'],
  ])('%s is %s', (encoded, expected) => expect(canonicalPath(encoded)).toBe(expected));
});

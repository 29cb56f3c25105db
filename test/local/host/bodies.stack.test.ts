import { randomBytes } from 'node:crypto';
import { startHostFixture, type HostFixture } from './hostFixture';
import { send } from './recordings';

describe('bodies, hooks and logs', () => {
  let fixture: HostFixture;
  beforeAll(async () => {
    fixture = await startHostFixture();
  });
  afterAll(() => fixture.end());

  it('takes and gives a large binary body unchanged', async () => {
    const body = randomBytes(20 * 1024 * 1024);
    const answer = await fetch(`${fixture.host.url}/api/bytes/12/a/b`, { method: 'POST', body });
    expect(answer.headers.get('x-params')).toBe('{"id":"12","rest":"a/b"}');
    expect(body.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it('hands on no body that was sent in chunks, without its length, as the real host', async () => {
    // Prepare
    const body = new Blob(['in chunks']).stream();
    const request = { method: 'POST', body, duplex: 'half' } as RequestInit;

    // Act
    const answer = await fetch(`${fixture.host.url}/api/bytes/12/a/b`, request);

    // Assess
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
  });

  it.each(['/api/bytes/1/x', '/runtime/webhooks/durabletask/orchestrators/seq'])(
    'answers an empty 500 to a body above 100 MiB, as was seen on the real host: %s',
    async (path) => {
      const bytes = 100 * 1024 * 1024 + 1;
      const headers = { 'content-type': 'application/json', 'content-length': String(bytes) };
      const answer = await send(fixture.host.url, { method: 'POST', path, headers, body: ' '.repeat(bytes) });
      expect(answer).toMatchObject({ status: 500, text: '' });
      expect((await fetch(`${fixture.host.url}/api/ping`)).status).toBe(200);
    },
  );

  it('answers it before it is sent, too', async () => {
    const headers = { 'content-length': String(100 * 1024 * 1024 + 1), expect: '100-continue', connection: 'close' };
    const answer = await send(fixture.host.url, { method: 'POST', path: '/api/bytes/1/x', headers, body: null }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    expect(answer).toMatchObject({ status: 500, text: '' });
  });

  it('takes keys without asking for them', async () => {
    const guarded = { method: 'GET', path: '/api/guarded?code=any', headers: { 'x-functions-key': 'any' }, body: null };
    expect((await send(fixture.host.url, guarded)).status).toBe(200);
  });

  it('runs invocation hooks', async () => {
    const answer = await send(fixture.host.url, { method: 'GET', path: '/api/hooked', headers: {}, body: null });
    expect(JSON.parse(answer.text)).toEqual({ replaced: true });
  });

  it('logs what functions log on one line each, without secrets, by the levels of host.json', async () => {
    await send(fixture.host.url, { method: 'GET', path: '/api/logs', headers: {}, body: null });
    await send(fixture.host.url, { method: 'GET', path: '/api/kinds/throw', headers: {}, body: null });
    const lines = fixture.log.filter((line) => line.includes('Functions.'));
    expect(lines[0]).toMatch(
      /^\[.+Z\] \[warning\] Functions\.logs: two \| lines, https:\S+sv=1&<hidden>&se=2 Authorization: Bearer <hidden> AccountKey=<hidden>$/,
    );
    expect(lines[1]).toMatch(/\[error\] Functions\.kinds: failed: Error: http kaboom/);
    expect(lines.join()).not.toContain('never shown');
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Admin, createAdmin } from '../../../local/admin/createAdmin';
import { readBody } from '../../../local/http/answer';
import { type RunningServer, startServer, type TlsFiles } from '../../../local/http/startServer';
import { startStorageGate } from '../../../local/storage/startStorageGate';
import { callHttp, until } from '../callHttp';
import { testTls } from '../testTls';
import { realPlatform } from '../testPlatform';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  host: string | undefined;
  body: string;
}

describe('storage gate', () => {
  let folder: string;
  let tls: TlsFiles;
  let admin: Admin;
  let upstream: RunningServer;
  let gate: RunningServer;
  let seen: Seen[];

  beforeAll(async () => {
    tls = await testTls();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gate test '));
    admin = createAdmin(realPlatform, { folder });
    seen = [];
    upstream = await startServer({
      name: 'upstream',
      port: 0,
      tls,
      listener: async (request, response) => {
        const body = (await readBody(request)).toString();
        seen.push({ method: request.method, url: request.url, host: request.headers.host, body });
        response.writeHead(201, { etag: '"one"' }).end('the answer');
      },
    });
    gate = await startStorageGate({ port: 0, tls, upstreamPort: Number(new URL(upstream.origin).port), admin });
  });
  afterEach(async () => {
    await gate.close();
    await upstream.close();
    await rm(folder, { recursive: true });
  });

  const call = (method: string, at: string, options: { headers?: Record<string, string>; body?: string } = {}) =>
    callHttp(method, `${gate.origin}${at}`, { ca: tls.cert, ...options });

  it('hands on method, query, host and body, and answers what came back', async () => {
    const url = '/acc/con/some/blob?comp=block&blockid=YQ%3D%3D&sig=secret';
    const answer = await call('PUT', url, { body: 'bytes' });
    expect(answer).toMatchObject({ status: 201, text: 'the answer' });
    expect(answer.headers.etag).toBe('"one"');
    expect(seen).toEqual([{ method: 'PUT', url, host: new URL(gate.origin).host, body: 'bytes' }]);
  });

  it('records what a request was about, and never its signature', async () => {
    await call('PUT', '/acc/con/some/blob?comp=block&blockid=YQ%3D%3D&sig=secret', { body: 'bytes' });
    await until(() => admin.requests.list().length === 1);
    expect(admin.requests.list()).toMatchObject([
      {
        ...{ plane: 'storage', step: 'storage.PutBlock', status: 201, account: 'acc', container: 'con' },
        ...{ blob: 'some/blob', comp: 'block', blockId: 'YQ==', path: '/acc/con/some/blob' },
      },
    ]);
    expect(JSON.stringify(admin.requests.list())).not.toContain('sig');
  });

  it.each([
    ['PUT', '/a/c/b?comp=block&blockid=x', { 'x-ms-copy-source': 'https://x' }, 'PutBlockFromURL'],
    ['PUT', '/a/c/b?comp=blocklist', {}, 'PutBlockList'],
    ['GET', '/a/c/b?comp=blocklist', {}, 'GetBlockList'],
    ['GET', '/a/c/b', {}, 'GetBlob'],
    ['HEAD', '/a/c/b', {}, 'GetBlobProperties'],
    ['DELETE', '/a/c/b', {}, 'DeleteBlob'],
    ['PUT', '/a/c/b', {}, 'PutBlob'],
    ['PUT', '/a/c/b', { 'x-ms-copy-source': 'https://x' }, 'CopyBlob'],
    ['PUT', '/a/c/b?comp=metadata', {}, 'SetBlobMetadata'],
    ['PUT', '/a/c?restype=container', {}, 'CreateContainer'],
    ['GET', '/a/c?restype=container&comp=list', {}, 'ListBlobs'],
    ['POST', '/a/?restype=service&comp=userdelegationkey', {}, 'GetUserDelegationKey'],
    ['GET', '/a/c?restype=container&comp=acl', {}, 'GetContainerAcl'],
    ['PUT', '/a/c?restype=container&comp=acl', {}, 'SetContainerAcl'],
  ])('%s %s %j is %s', async (method, at, headers, operation) => {
    await call(method, at, { headers: headers as Record<string, string> });
    await until(() => admin.requests.list({ step: `storage.${operation}` }).length === 1);
    expect(admin.requests.list()).toHaveLength(1);
  });

  it('holds a request before it is forwarded', async () => {
    admin.holds.hold('storage.GetBlob');
    const answer = call('GET', '/a/c/b');
    await until(() => admin.holds.waiting('storage.GetBlob') === 1);
    expect(seen).toHaveLength(0);
    admin.holds.release('storage.GetBlob');
    expect((await answer).status).toBe(201);
  });

  it('answers for storage when a fault says so, in its error format', async () => {
    // Prepare
    admin.faults.add({ step: 'storage.GetBlob', times: 1, action: { type: 'answer', status: 503, retryAfter: 3 } });

    // Act
    const answer = await call('GET', '/a/c/b');

    // Assess
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('3');
    expect(answer.text).toContain('<Code>ServerBusy</Code>');
    expect(seen).toHaveLength(0);
  });

  it('drops the connection without forwarding', async () => {
    admin.faults.add({ times: 1, action: { type: 'drop' } });
    await expect(call('GET', '/a/c/b')).rejects.toThrow('socket hang up');
    expect(seen).toHaveLength(0);
  });

  it('loses the answer to a request that was done', async () => {
    // Prepare
    admin.faults.add({ times: 1, action: { type: 'loseAnswer' } });

    // Act
    const answer = call('PUT', '/a/c/b', { body: 'bytes' });

    // Assess
    await expect(answer).rejects.toThrow('socket hang up');
    expect(seen).toMatchObject([{ body: 'bytes' }]);
    await until(() => admin.requests.list().length === 1);
    expect(admin.requests.list()[0]?.status).toBe(0);
  });

  it('cuts the client off when storage is gone', async () => {
    await upstream.close();
    await expect(call('GET', '/a/c/b')).rejects.toThrow('socket hang up');
  });
});

import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { digestOf } from '../../../../local/registry/digest';
import { BASIC, errorCode, pushBlob, startTestRegistry, type TestRegistry } from '../registryFixture';

let registry: TestRegistry;

beforeAll(async () => {
  registry = await startTestRegistry();
});

afterAll(() => registry.close());

const bytes = randomBytes(1000);
const digest = digestOf(bytes);

async function begin(repository: string): Promise<string> {
  const answer = await registry.send('POST', `/v2/${repository}/blobs/uploads/`);
  expect(answer.status).toBe(202);
  expect(answer.headers['docker-upload-uuid']).toMatch(/^[0-9a-f-]{36}$/);
  const location = answer.headers['location'] ?? '';
  expect(location).toMatch(new RegExp(`^/v2/${repository}/blobs/uploads/`));
  return location;
}

describe('a layer', () => {
  it('arrives by POST and PUT', async () => {
    const location = await begin('put');
    const answer = await registry.send('PUT', `${location}?digest=${digest}`, { body: bytes });
    expect(answer.status).toBe(201);
    expect(answer.headers['docker-content-digest']).toBe(digest);
    expect(answer.headers['location']).toBe(`/v2/put/blobs/${digest}`);
    const back = await registry.send('GET', answer.headers['location'] ?? '');
    expect(back.bytes.equals(bytes)).toBe(true);
    expect(back.headers['docker-content-digest']).toBe(digest);
    expect((await registry.send('GET', location)).status).toBe(404);
  });

  it('arrives by one POST', async () => {
    expect(await pushBlob(registry, 'post', bytes)).toBe(digest);
    const head = await registry.send('HEAD', `/v2/post/blobs/${digest}`);
    expect(head.status).toBe(200);
    expect(head.headers).toMatchObject({ 'content-length': '1000', 'accept-ranges': 'bytes' });
    expect(head.bytes).toHaveLength(0);
  });

  it('arrives in pieces, across a restart of the registry', async () => {
    const location = await begin('pieces');
    const send = (start: number, end: number): ReturnType<TestRegistry['send']> =>
      registry.send('PATCH', location, {
        headers: { 'content-range': `${start}-${end - 1}` },
        body: bytes.subarray(start, end),
      });
    expect((await send(0, 400)).headers['range']).toBe('0-399');
    await registry.restart();
    const status = await registry.send('GET', location);
    expect([status.status, status.headers['range'], status.headers['location']]).toEqual([204, '0-399', location]);
    expect(status.headers['content-length']).toBeUndefined();
    expect((await send(400, 700)).headers['range']).toBe('0-699');
    const end = await registry.send('PUT', `${location}?digest=${digest}`, {
      headers: { 'content-range': '700-999' },
      body: bytes.subarray(700),
    });
    expect(end.status).toBe(201);
    expect((await registry.send('GET', `/v2/pieces/blobs/${digest}`)).bytes.equals(bytes)).toBe(true);
  });

  it('in pieces out of order is refused, and can go on where it was', async () => {
    const location = await begin('order');
    const outOfOrder = await registry.send('PATCH', location, {
      headers: { 'content-range': '10-19' },
      body: bytes.subarray(10, 20),
    });
    expect([outOfOrder.status, outOfOrder.headers['range']]).toEqual([416, '0-0']);
    const wrongLength = await registry.send('PATCH', location, {
      headers: { 'content-range': '0-99' },
      body: bytes.subarray(0, 50),
    });
    expect([wrongLength.status, errorCode(wrongLength)]).toEqual([400, 'BLOB_UPLOAD_INVALID']);
    expect((await registry.send('PATCH', location, { body: bytes })).status).toBe(202);
    expect((await registry.send('PUT', `${location}?digest=${digest}`)).status).toBe(201);
  });

  it('of another digest is refused and not stored', async () => {
    const wrong = digestOf(Buffer.from('something else'));
    for (const target of [`${await begin('wrong')}?digest=${wrong}`, `/v2/wrong/blobs/uploads/?digest=${wrong}`]) {
      const method = target.includes('uploads/?') ? 'POST' : 'PUT';
      const answer = await registry.send(method, target, { body: bytes });
      expect([answer.status, errorCode(answer)]).toEqual([400, 'DIGEST_INVALID']);
    }
    const answer = await registry.send('GET', `/v2/wrong/blobs/${wrong}`);
    expect([answer.status, errorCode(answer)]).toEqual([404, 'BLOB_UNKNOWN']);
  });

  it.each(['', 'sha256:12', 'md5:d41d8cd98f00b204e9800998ecf8427e'])('is refused under "%s"', async (text) => {
    const answer = await registry.send('PUT', `${await begin('bad')}?digest=${text}`, { body: bytes });
    expect([answer.status, errorCode(answer)]).toEqual([400, 'DIGEST_INVALID']);
  });

  it('being uploaded can be given up', async () => {
    const location = await begin('cancel');
    expect((await registry.send('DELETE', location)).status).toBe(204);
    const answer = await registry.send('PATCH', location, { body: bytes });
    expect([answer.status, errorCode(answer)]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('is mounted from another repository that has it, else uploaded', async () => {
    await pushBlob(registry, 'has-it', bytes);
    const mount = await registry.send('POST', `/v2/mounts/blobs/uploads/?mount=${digest}&from=has-it`);
    expect([mount.status, mount.headers['location']]).toEqual([201, `/v2/mounts/blobs/${digest}`]);
    expect((await registry.send('HEAD', `/v2/mounts/blobs/${digest}`)).status).toBe(200);
    const other = digestOf(Buffer.from('not there'));
    const fallback = await registry.send('POST', `/v2/mounts/blobs/uploads/?mount=${other}&from=has-it`);
    expect([fallback.status, fallback.headers['location']]).toEqual([202, expect.stringContaining('/uploads/')]);
  });

  it('is not mounted for a token that may not read the other repository', async () => {
    await pushBlob(registry, 'private', bytes);
    const answer = await registry.send('GET', `/oauth2/token?service=x&scope=repository:mine:pull,push`);
    const { access_token: token } = answer.json() as { access_token: string };
    const mount = await registry.send('POST', `/v2/mine/blobs/uploads/?mount=${digest}&from=private`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(mount.status).toBe(202);
    expect((await registry.send('HEAD', `/v2/mine/blobs/${digest}`)).status).toBe(404);
  });

  it('pushed twice at once is there once', async () => {
    const large = randomBytes(3_000_000);
    await Promise.all([1, 2, 3].map(() => pushBlob(registry, 'twice', large)));
    expect((await registry.send('GET', `/v2/twice/blobs/${digestOf(large)}`)).bytes.equals(large)).toBe(true);
  });

  it('can be deleted', async () => {
    await pushBlob(registry, 'deleted', bytes);
    expect((await registry.send('DELETE', `/v2/deleted/blobs/${digest}`)).status).toBe(202);
    expect((await registry.send('DELETE', `/v2/deleted/blobs/${digest}`)).status).toBe(404);
    expect((await registry.send('GET', `/v2/post/blobs/${digest}`)).status).toBe(200);
  });
});

describe('a byte range', () => {
  beforeAll(async () => {
    await pushBlob(registry, 'ranges', bytes);
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=990-', 990, 1000],
    ['990-', 990, 1000],
    ['bytes=900-5000', 900, 1000],
    ['bytes=-10', 990, 1000],
  ])('%s is answered with what it covers', async (range, start, end) => {
    const answer = await registry.send('GET', `/v2/ranges/blobs/${digest}`, { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.headers['content-range']).toBe(`bytes ${start}-${end - 1}/1000`);
    expect(answer.bytes.equals(bytes.subarray(start, end))).toBe(true);
  });

  it.each(['bytes=1000-', 'bytes=-0'])('%s lies outside', async (range) => {
    const answer = await registry.send('GET', `/v2/ranges/blobs/${digest}`, { headers: { range } });
    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */1000']);
  });

  it.each(['lines=1-2', 'bytes=1-2,5-6', 'bytes=9-3'])('%s is ignored', async (range) => {
    const answer = await registry.send('GET', `/v2/ranges/blobs/${digest}`, { headers: { range } });
    expect([answer.status, answer.bytes.length]).toEqual([200, 1000]);
  });
});

describe('anything else', () => {
  it.each([
    ['GET', '/v2/UPPER/tags/list', 400, 'NAME_INVALID'],
    ['GET', '/v2/a//b/tags/list', 400, 'NAME_INVALID'],
    ['GET', '/v2/%E0%A4%A/tags/list', 400, 'NAME_INVALID'],
    ['GET', '/v2/..%2f..%2fetc/tags/list', 400, 'NAME_INVALID'],
    ['GET', '/elsewhere', 404, 'UNSUPPORTED'],
    ['POST', '/v2/app/manifests/v1', 405, 'UNSUPPORTED'],
  ] as const)('%s %s is answered with %i %s', async (method, target, status, code) => {
    const answer = await registry.send(method, target);
    expect([answer.status, errorCode(answer)]).toEqual([status, code]);
    expect(answer.headers['docker-distribution-api-version']).toBe('registry/2.0');
  });

  it('is seen by the request log', async () => {
    await registry.send('HEAD', `/v2/log/blobs/${digest}?secret=1`, { headers: { authorization: BASIC } });
    const entry = { registry: 'source', verb: 'getBlob', method: 'HEAD', path: `/v2/log/blobs/${digest}`, status: 404 };
    while (!registry.entries.some((seen) => seen.path === entry.path)) await setImmediate();
    expect(registry.entries).toContainEqual(entry);
  });
});

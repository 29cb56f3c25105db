import { createHash } from 'node:crypto';
import { createCatalog } from '../../../src/azure/registry/catalog';
import { startServer, type RunningServer } from '../../../local/http/startServer';
import { SOURCE } from '../../helpers/route';
import { trustCertificate } from '../../helpers/trustCertificate';
import { testTls } from '../../local/testTls';

interface Scripted {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const OCI = 'application/vnd.oci.image.manifest.v1+json';
const NOWHERE = `sha256:${'0'.repeat(64)}`;
const UNKNOWN: Scripted = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' }] }),
};
const PAGE: Scripted = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not here</h1>' };
const XML_PAGE: Scripted = { ...PAGE, headers: { 'content-type': 'application/xml' } };

let server: RunningServer;
let distrust: () => void;
/** By method. */
let script: Record<string, Scripted> = {};
let asked: { method: string; path: string; accept: string }[] = [];

beforeAll(async () => {
  const tls = await testTls();
  distrust = trustCertificate(tls.cert);
  server = await startServer({
    name: 'a scripted registry',
    port: 0,
    tls,
    listener: async ({ method = '', url = '', headers }, response) => {
      asked.push({ method, path: decodeURIComponent(url), accept: headers.accept ?? '' });
      const { status, headers: answered = {}, body = '' } = script[method] ?? { status: 500 };
      response.writeHead(status, { ...answered, 'content-length': Buffer.byteLength(body) });
      response.end(method === 'HEAD' ? undefined : body);
    },
  });
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await server.close();
  distrust();
});

function connect() {
  const credential = { getToken: async () => ({ token: 'token', expiresOnTimestamp: 0 }) };
  const catalog = createCatalog(
    () => credential,
    async () => new URL(server.origin).host,
  );
  return {
    hasBlob: () => catalog.hasBlob(SOURCE, 'prod', 'app', NOWHERE),
    readManifest: (digest: string) => catalog.readManifest(SOURCE, 'prod', 'app', digest),
  };
}

function digestOf(body: string): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

/** How a registry serves a manifest. */
function served(body: string, mediaType: string, digest = digestOf(body)): Scripted {
  return { status: 200, headers: { 'content-type': mediaType, 'docker-content-digest': digest }, body };
}

describe('a blob', () => {
  it('that the registry would redirect to is there; where to, nobody asks', async () => {
    script = { HEAD: { status: 307, headers: { location: `${server.origin}/elsewhere?sig=secret` } } };
    expect(await connect().hasBlob()).toBe(true);
    expect(asked).toMatchObject([{ method: 'HEAD', path: `/v2/app/blobs/${NOWHERE}` }]);
  });

  it.each([
    ['is not there in the words of the registry, which a HEAD has none of', UNKNOWN, false],
    ['that has come between is there', { status: 200, body: 'a layer' }, true],
    ['that has come between, elsewhere, is there', { status: 307, headers: { location: 'https://x.example' } }, true],
  ])('%s', async (_, GET, there) => {
    script = { HEAD: { status: 404 }, GET };
    expect(await connect().hasBlob()).toBe(there);
    expect(asked.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it.each([
    ["a page of somebody else's", { HEAD: { status: 404 }, GET: PAGE }],
    ["a page of somebody else's that is XML", { HEAD: { status: 404 }, GET: XML_PAGE }],
    ['a bad gateway', { HEAD: { status: 502 } }],
    ['a registry that asks to be left alone', { HEAD: { status: 429, headers: { 'retry-after': '9' } } }],
  ])('%s says nothing about it: it is asked for again, later', async (_, answers: Record<string, Scripted>) => {
    script = answers;
    await expect(connect().hasBlob()).rejects.toMatchObject({ code: 'service_unavailable', transient: true });
    expect(asked).toHaveLength(Object.keys(answers).length);
  });

  it('that may not be read: the role that is missing; how long to wait is handed on', async () => {
    script = { HEAD: { status: 403 } };
    await expect(connect().hasBlob()).rejects.toMatchObject({
      code: 'access_denied',
      nextStep: expect.stringContaining('AcrPull'),
    });
    script = { HEAD: { status: 429, headers: { 'retry-after': '9' } } };
    await expect(connect().hasBlob()).rejects.toMatchObject({ retryAfterSeconds: 9 });
  });
});

describe('a manifest', () => {
  it('is asked for as every kind that the app knows, and any other', async () => {
    const body = JSON.stringify({ config: { digest: NOWHERE, mediaType: 'c' }, layers: [] });
    script = { GET: served(body, OCI) };
    expect(await connect().readManifest(digestOf(body))).toEqual({
      mediaType: OCI,
      parts: [{ kind: 'config', digest: NOWHERE, mediaType: 'c' }],
    });
    expect(asked[0]?.accept).toMatch(/image\.index\.v1\+json, .*list\.v2\+json, .*v1\+prettyjws, \*\/\*$/);
  });

  it('that is not there is undefined in the words of the registry; a page is asked again', async () => {
    script = { GET: UNKNOWN };
    expect(await connect().readManifest(NOWHERE)).toBeUndefined();
    for (const page of [PAGE, XML_PAGE]) {
      script = { GET: page };
      await expect(connect().readManifest(NOWHERE)).rejects.toMatchObject({ transient: true });
    }
  });

  it('with other bytes than its digest says is asked for again', async () => {
    script = { GET: served('{"layers":[]}', OCI, NOWHERE) };
    await expect(connect().readManifest(NOWHERE)).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  it.each([
    ['signed, whose digest does not cover its signatures', 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
    ['of another kind of digest', OCI, `sha512:${'0'.repeat(128)}`],
  ])('%s cannot be looked into', async (_, mediaType, digest = NOWHERE) => {
    script = { GET: served('{"fsLayers":[]}', mediaType, digest) };
    expect(await connect().readManifest(digest)).toEqual({ mediaType });
  });

  it('that is no JSON cannot be looked into', async () => {
    script = { GET: served('things', 'application/vnd.example') };
    expect(await connect().readManifest(digestOf('things'))).toEqual({ mediaType: 'application/vnd.example' });
  });

  it('of more than 4 MiB is not read to its end', async () => {
    const body = JSON.stringify({ layers: [], more: 'x'.repeat(5 * 1024 * 1024) });
    script = { GET: served(body, OCI) };
    await expect(connect().readManifest(digestOf(body))).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

it('takes its token to the registry itself, wherever a challenge says that tokens are given', async () => {
  const challenge = 'Bearer realm="https://elsewhere.example/oauth2/token",service="s",scope="repository:app:pull"';
  const JWT = `e30.${Buffer.from(JSON.stringify({ exp: 4_102_444_800 })).toString('base64url')}.x`;
  const unauthorized: Scripted = { status: 401, headers: { 'www-authenticate': challenge } };
  const body = JSON.stringify({ refresh_token: JWT, access_token: JWT });
  script = {
    HEAD: unauthorized,
    GET: unauthorized,
    POST: { status: 200, headers: { 'content-type': 'application/json' }, body },
  };
  await expect(connect().hasBlob()).rejects.toThrow(/^Could not look for the layer/);
  const posts = asked.filter(({ method }) => method === 'POST').map(({ path }) => path.split('?')[0]);
  expect(new Set(posts)).toEqual(new Set(['/oauth2/exchange', '/oauth2/token']));
});

import { createRegistryListing } from '../../../src/azure/registry/listing';
import { startServer, type RunningServer } from '../../../local/http/startServer';
import { readBody } from '../../../local/http/answer';
import { SOURCE } from '../../helpers/route';
import { trustCertificate } from '../../helpers/trustCertificate';
import { testTls } from '../../local/testTls';

interface Scripted {
  status?: number;
  headers?: Record<string, string>;
  body: string | object;
}

const DIGEST = `sha256:${'0'.repeat(64)}`;
const TIMES = { createdTime: '2024-01-02T03:04:05.1234567Z', lastUpdateTime: '2024-01-02T05:04:05+01:00' };
const LISTED_TIMES = { createdAt: '2024-01-02T03:04:05.123Z', updatedAt: '2024-01-02T04:04:05.000Z' };
const PAGE: Scripted = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not here</h1>' };
const errorOf = (code: string): object => ({ errors: [{ code, message: 'so it is' }] });

let server: RunningServer;
let distrust: () => void;
/** Answers to reads, one after another; the last one stays. */
let script: Scripted[] = [];
/** Answers to requests for tokens that are none. */
let tokenRefusals: Scripted[] = [];
let asked: string[] = [];
let tokens = 0;

beforeAll(async () => {
  const tls = await testTls();
  distrust = trustCertificate(tls.cert);
  server = await startServer({
    name: 'a scripted registry',
    port: 0,
    tls,
    listener: async (request, response) => {
      const form = new URLSearchParams((await readBody(request, 65_536)).toString());
      const path = request.url ?? '';
      const isToken = path.startsWith('/oauth2/');
      asked.push(isToken ? `${path} ${form.get('scope') ?? ''}`.trim() : `${path} ${request.headers.authorization}`);
      tokens += isToken ? 1 : 0;
      const token = { body: { refresh_token: `r${tokens}`, access_token: `a${tokens}` } };
      const {
        status = 200,
        headers,
        body,
      }: Scripted = isToken
        ? (tokenRefusals.shift() ?? token)
        : ((script.length > 1 ? script.shift() : script[0]) ?? PAGE);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(text);
    },
  });
});
beforeEach(() => {
  asked = [];
  script = [];
  tokenRefusals = [];
  tokens = 0;
});
afterAll(async () => {
  await server.close();
  distrust();
});

function connect() {
  const scopes: unknown[] = [];
  const getToken = async (scope: unknown) => {
    scopes.push(scope);
    return { token: 'entra', expiresOnTimestamp: 0 };
  };
  const listing = createRegistryListing(
    () => ({ getToken }),
    async () => new URL(server.origin).host,
  );
  return {
    scopes,
    repositories: (after?: string) => listing.repositories(SOURCE, 'prod', after === undefined ? {} : { after }),
    tags: (repository = 'team/app', after?: string) =>
      listing.tags(SOURCE, 'prod', repository, after === undefined ? {} : { after }),
    manifests: () => listing.manifests(SOURCE, 'prod', 'team/app', {}),
  };
}

describe('tokens', () => {
  it('are asked for before the first read, once for a registry and once for a repository', async () => {
    script = [{ body: { repositories: ['team/app'] } }, { body: { tags: [] } }, { body: { manifests: [] } }];
    const { repositories, tags, manifests, scopes } = connect();
    await repositories();
    await tags();
    await manifests();
    expect(scopes).toEqual(['https://containerregistry.azure.net/.default']);
    expect(asked).toEqual([
      '/oauth2/exchange',
      '/oauth2/token registry:catalog:*',
      '/acr/v1/_catalog?n=1000 Bearer a2',
      '/oauth2/token repository:team/app:metadata_read',
      '/acr/v1/team/app/_tags?n=1000 Bearer a3',
      '/acr/v1/team/app/_manifests?n=1000 Bearer a3',
    ]);
  });

  it('that are refused are made anew, once: the access token, and with it the refresh token where it is refused too', async () => {
    // Prepare
    const refusal = { status: 401, body: errorOf('UNAUTHORIZED') };
    const { tags } = connect();
    script = [{ body: { tags: [] } }];
    await tags();
    asked = [];

    // Act
    script = [refusal, { body: { tags: [] } }];
    tokenRefusals = [refusal];
    await tags();

    // Assess
    const scope = 'repository:team/app:metadata_read';
    expect(asked).toEqual([
      '/acr/v1/team/app/_tags?n=1000 Bearer a2',
      `/oauth2/token ${scope}`,
      '/oauth2/exchange',
      `/oauth2/token ${scope}`,
      '/acr/v1/team/app/_tags?n=1000 Bearer a5',
    ]);
  });

  it('of ten reads at once are made once', async () => {
    script = [{ body: { tags: [] } }];
    const { tags } = connect();
    await Promise.all(Array.from({ length: 10 }, () => tags()));
    expect(tokens).toBe(2);
  });

  it('of many repositories are not all kept', async () => {
    script = [{ body: { tags: [] } }];
    const { tags } = connect();
    for (let index = 0; index <= 100; index += 1) await tags(`app${index}`);
    asked = [];
    await tags('app100');
    await tags('app0');
    expect(asked).toHaveLength(3);
  });

  it('that the registry does not give now are asked for again at the next read', async () => {
    tokenRefusals = [{ status: 503, headers: { 'retry-after': '7' }, body: '' }];
    script = [{ body: { tags: [] } }];
    const { tags } = connect();
    await expect(tags()).rejects.toMatchObject({ code: 'service_unavailable', retryAfterSeconds: 7 });
    expect(await tags()).toEqual({ tags: [] });
  });
});

describe('a page', () => {
  it('comes after the item that is named, and says what the next one comes after', async () => {
    const link = '</acr/v1/_catalog?last=team%2Fapp&n=1000&orderby=>; rel="next"';
    script = [{ headers: { link }, body: { repositories: ['team/app'] } }];
    expect(await connect().repositories('team/a&b')).toEqual({ repositories: ['team/app'], next: 'team/app' });
    expect(asked.at(-1)).toMatch(/^\/acr\/v1\/_catalog\?n=1000&last=team%2Fa%26b /);
  });

  it.each([
    ['that leads back to itself', '</acr/v1/_catalog?last=team%2Fapp>; rel="next"'],
    ['that leads nowhere', '</acr/v1/_catalog?n=1000>; rel="next"'],
  ])('%s is asked for again, later', async (_, link) => {
    script = [{ headers: { link }, body: { repositories: [] } }];
    await expect(connect().repositories('team/app')).rejects.toMatchObject({ transient: true });
  });

  it.each([
    ['an HTML page', '<h1>Sign in</h1>'],
    ['nothing', ''],
    ['an empty object', {}],
    ['a list without times', { tags: [{ name: 'v1', digest: DIGEST }] }],
    ['a list without digests', { imageName: 'team/app', tags: [{ name: 'v1', ...TIMES }] }],
  ])('that is %s is asked for again, later, and not repeated', async (_, body) => {
    script = [{ body }];
    await expect(connect().tags()).rejects.toMatchObject({
      code: 'service_unavailable',
      message:
        'Could not list the tags of team/app in the registry builds: its answer is none that the app understands.',
    });
  });

  it('without a list is empty', async () => {
    script = [{ body: { registry: 'r', tags: null } }];
    expect(await connect().tags()).toEqual({ tags: [] });
    script = [{ body: { registry: 'r', imageName: 'team/app' } }];
    expect(await connect().manifests()).toEqual({ manifests: [] });
  });

  it('of a repository that is gone is empty in the words of the registry; a page of somebody else says nothing', async () => {
    script = [{ status: 404, body: errorOf('NAME_UNKNOWN') }];
    expect(await connect().tags()).toEqual({ tags: [] });
    expect(await connect().manifests()).toEqual({ manifests: [] });
    script = [PAGE];
    await expect(connect().tags()).rejects.toMatchObject({ code: 'service_unavailable' });
  });

  it('that may not be read: which role is missing', async () => {
    script = [{ status: 403, body: errorOf('DENIED') }];
    const lister = expect.stringMatching(/AcrPull .*Container Registry Repository Catalog Lister/);
    const reader = expect.stringMatching(/AcrPull .*Container Registry Repository Reader/);
    await expect(connect().repositories()).rejects.toMatchObject({ code: 'access_denied', nextStep: lister });
    await expect(connect().tags()).rejects.toMatchObject({ code: 'access_denied', nextStep: reader });
    script = [{ status: 401, body: errorOf('UNAUTHORIZED') }];
    await expect(connect().manifests()).rejects.toMatchObject({ code: 'access_denied', nextStep: reader });
  });

  it('that comes too soon: how long the registry asks to wait', async () => {
    script = [{ status: 429, headers: { 'retry-after': '9' }, body: errorOf('TOOMANYREQUESTS') }];
    await expect(connect().tags()).rejects.toMatchObject({ transient: true, retryAfterSeconds: 9 });
  });
});

describe('an entry', () => {
  it.each([
    ['nothing said of locks', {}, undefined],
    ['nothing locked', { changeableAttributes: { readEnabled: true, quarantineState: 'Passed' } }, undefined],
    ['only writing and deleting locked', { changeableAttributes: { writeEnabled: false } }, undefined],
    ['reading locked', { changeableAttributes: { readEnabled: false, quarantineState: 'Failed' } }, 'locked'],
    ['listing locked', { changeableAttributes: { listEnabled: false } }, 'locked'],
    ['a quarantine among its attributes', { changeableAttributes: { quarantineState: 'Quarantined' } }, 'quarantined'],
    ['a quarantine beside its attributes', { quarantineState: 'Failed', changeableAttributes: null }, 'quarantined'],
  ])('with %s', async (_, attributes, state) => {
    script = [{ body: { tags: [{ name: 'v1', digest: DIGEST, signed: false, ...TIMES, ...attributes }] } }];
    expect(await connect().tags()).toEqual({
      tags: [{ name: 'v1', digest: DIGEST, ...LISTED_TIMES, ...(state && { state }) }],
    });
  });

  it.each([
    ['its config tells', { configMediaType: 'c', artifactType: '' }, { artifactType: 'c' }],
    ['itself tells', { configMediaType: 'c', artifactType: 'a' }, { artifactType: 'a' }],
    ['nobody tells', { configMediaType: null }, {}],
  ])('of a manifest has the artifact type that %s', async (_, given, told) => {
    const more = { mediaType: 'm', imageSize: 3, tags: null, architecture: null };
    script = [{ body: { manifests: [{ digest: DIGEST, ...TIMES, ...more, ...given }] } }];
    expect(await connect().manifests()).toEqual({
      manifests: [{ digest: DIGEST, mediaType: 'm', ...told, bytes: 3, ...LISTED_TIMES, tags: [] }],
    });
  });

  it('of a manifest may tell little', async () => {
    script = [{ body: { manifests: [{ digest: DIGEST, ...TIMES, imageSize: null, tags: ['v1'] }] } }];
    expect(await connect().manifests()).toEqual({ manifests: [{ digest: DIGEST, ...LISTED_TIMES, tags: ['v1'] }] });
  });
});

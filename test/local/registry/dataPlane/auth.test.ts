import { setImmediate } from 'node:timers/promises';
import { encodeJwtPart } from '../../../../local/registry/auth/jwt';
import { errorCode, pushImage, startTestRegistry, type Answer, type TestRegistry } from '../registryFixture';

const ARM = 'https://management.azure.com/';
const OWN = 'https://containerregistry.azure.net';
const anonymous = { authorization: '' };

let registry: TestRegistry;

beforeAll(async () => {
  registry = await startTestRegistry();
  await pushImage(registry, 'team/app', 'v1');
});

afterAll(() => registry.close());

function entraToken(claims: Record<string, unknown>): string {
  const exp = Math.floor(Date.now() / 1000) + 600;
  return `${encodeJwtPart({ alg: 'none' })}.${encodeJwtPart({ aud: OWN, oid: 'principal', exp, ...claims })}.`;
}

function post(target: string, form: Record<string, string>, to = registry): Promise<Answer> {
  return to.send('POST', target, {
    headers: { ...anonymous, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
}

function exchange(token: string, to = registry): Promise<Answer> {
  return post('/oauth2/exchange', { grant_type: 'access_token', service: 'registry', access_token: token }, to);
}

async function bearer(scope: string): Promise<Record<string, string>> {
  const { refresh_token } = (await exchange(entraToken({}))).json() as { refresh_token: string };
  const answer = await post('/oauth2/token', {
    grant_type: 'refresh_token',
    service: 'registry',
    scope,
    refresh_token,
  });
  expect(answer.status).toBe(200);
  return { authorization: `Bearer ${(answer.json() as { access_token: string }).access_token}` };
}

describe('a request without a login', () => {
  it.each([
    ['GET', '/v2/', ''],
    ['GET', '/v2/_catalog', ',scope="registry:catalog:*"'],
    ['GET', '/v2/team/app/manifests/v1', ',scope="repository:team/app:pull"'],
    ['HEAD', '/v2/team/app/manifests/v1', ',scope="repository:team/app:pull"'],
    ['POST', '/v2/team/app/blobs/uploads/', ',scope="repository:team/app:pull,push"'],
    ['DELETE', '/acr/v1/team/app', ',scope="repository:team/app:delete"'],
    ['GET', '/acr/v1/team/app/_tags', ',scope="repository:team/app:metadata_read"'],
  ] as const)('%s %s is told where to get a token', async (method, target, scope) => {
    const answer = await registry.send(method, target, { headers: anonymous });
    const host = `127.0.0.1:${registry.port}`;
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer realm="https://${host}/oauth2/token",service="${host}"${scope}`,
    );
  });
});

describe('the exchange', () => {
  it('gives a refresh token that says when it ends', async () => {
    const { refresh_token: token } = (await exchange(entraToken({}))).json() as { refresh_token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
    expect(claims.exp).toBeGreaterThan(Date.now() / 1000 + 3600);
  });

  it.each([
    ['no JWT', () => 'secret', /not a JWT/],
    ['an expired one', () => entraToken({ exp: Math.floor(Date.now() / 1000) - 1 }), /expired/],
    ['one without an end', () => entraToken({ exp: undefined }), /expired/],
    ['one for storage', () => entraToken({ aud: 'https://storage.azure.com/' }), /is for https:\/\/storage/],
  ])('refuses %s', async (_, token, message) => {
    const answer = await exchange(token());
    expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
    expect(answer.bytes.toString()).toMatch(message);
  });

  it.each([
    ['/oauth2/exchange', { grant_type: 'access_token', service: 'x' }],
    ['/oauth2/exchange', { grant_type: 'password', service: 'x', access_token: 'x' }],
    ['/oauth2/token', { grant_type: 'refresh_token', refresh_token: 'x' }],
    ['/oauth2/token', { grant_type: 'implicit', service: 'x', refresh_token: 'x' }],
    ['/oauth2/token', { grant_type: 'refresh_token', service: 'x', refresh_token: 'x', scope: 'everything' }],
  ])('%s refuses the form %j', async (target, form) => {
    expect((await post(target, form as unknown as Record<string, string>)).status).toBe(400);
  });

  it('takes ARM tokens unless the registry is hardened', async () => {
    expect((await exchange(entraToken({ aud: ARM }))).status).toBe(200);
    const hardened = await startTestRegistry({ refuseArmAudience: true, audience: 'https://registry.example' });
    try {
      const refused = await exchange(entraToken({ aud: ARM }), hardened);
      expect(refused.status).toBe(401);
      expect(refused.bytes.toString()).toContain('Get one for https://registry.example.');
      expect((await exchange(entraToken({}), hardened)).status).toBe(401);
      expect((await exchange(entraToken({ aud: 'https://registry.example/' }), hardened)).status).toBe(200);
    } finally {
      await hardened.close();
    }
  });
});

describe('an access token', () => {
  const push = '/v2/team/app/blobs/uploads/';
  const manifest = '/v2/team/app/manifests/v1';

  it('to pull cannot push or delete, nor pull elsewhere', async () => {
    const headers = await bearer('repository:team/app:pull');
    expect((await registry.send('GET', manifest, { headers })).status).toBe(200);
    expect((await registry.send('GET', '/v2/team/app/tags/list', { headers })).status).toBe(200);
    for (const [method, target] of [
      ['POST', push],
      ['DELETE', '/acr/v1/team/app/_tags/v1'],
      ['GET', '/v2/team/other/manifests/v1'],
      ['GET', '/v2/_catalog'],
    ] as const) {
      const answer = await registry.send(method, target, { headers });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('error="insufficient_scope"');
    }
  });

  it('with several scopes can do each', async () => {
    const headers = await bearer('repository:team/app:pull,push registry:catalog:*');
    expect((await registry.send('POST', push, { headers })).status).toBe(202);
    expect((await registry.send('GET', '/v2/_catalog', { headers })).status).toBe(200);
  });

  it('outlives a restart of the registry', async () => {
    const headers = await bearer('repository:team/app:*');
    await registry.restart();
    expect((await registry.send('GET', manifest, { headers })).status).toBe(200);
  });

  it('that was changed, or issued by another registry, is no token', async () => {
    const other = await startTestRegistry();
    const headers = await bearer('repository:team/app:pull');
    const [head, payload, signature] = (headers['authorization'] ?? '').slice(7).split('.');
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, unknown>;
    const forged = encodeJwtPart({ ...claims, access: [{ type: 'repository', name: 'team/app', actions: ['*'] }] });
    try {
      expect((await other.send('GET', '/v2/', { headers })).status).toBe(401);
      for (const token of [`${head}.${forged}.${signature}`, `${head}.${payload}.`, 'x', `${head}.${payload}`]) {
        const answer = await registry.send('GET', manifest, { headers: { authorization: `Bearer ${token}` } });
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
      }
    } finally {
      await other.close();
    }
  });

  it('is not a refresh token, and a refresh token is not one', async () => {
    const { refresh_token } = (await exchange(entraToken({}))).json() as { refresh_token: string };
    const asBearer = { authorization: `Bearer ${refresh_token}` };
    expect((await registry.send('GET', '/v2/', { headers: asBearer })).status).toBe(401);
    const access = (await bearer('repository:team/app:pull'))['authorization']?.slice(7) ?? '';
    const form = { grant_type: 'refresh_token', service: 'registry', refresh_token: access };
    expect((await post('/oauth2/token', form)).status).toBe(401);
  });
});

describe('a user name and password', () => {
  const basic = (text: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  });
  const target = '/oauth2/token?service=registry&scope=repository:team/app:pull&scope=repository:team/b:pull,push';

  it('are taken as they are', async () => {
    expect((await registry.send('GET', '/v2/')).status).toBe(200);
  });

  it('get a token, as docker and skopeo ask for it', async () => {
    const answer = await registry.send('GET', `${target}&offline_token=true`);
    const body = answer.json() as { access_token: string; token: string; refresh_token: string; expires_in: number };
    expect(body).toMatchObject({ token: body.access_token, expires_in: 4500 });
    const headers = { authorization: `Bearer ${body.token}` };
    expect((await registry.send('GET', '/v2/team/app/manifests/v1', { headers })).status).toBe(200);
    expect((await registry.send('POST', '/v2/team/b/blobs/uploads/', { headers })).status).toBe(202);
    const again = basic(`00000000-0000-0000-0000-000000000000:${body.refresh_token}`);
    expect((await registry.send('GET', '/v2/', { headers: again })).status).toBe(200);
    const form = { grant_type: 'password', service: 'x', username: 'ferry', password: 'pass:word' };
    expect((await post('/oauth2/token', { ...form, access_type: 'offline' })).json()).toMatchObject({
      access_token: expect.any(String) as string,
      refresh_token: expect.any(String) as string,
    });
  });

  it.each(['ferry:wrong', 'other:pass:word', 'ferry', ':', '00000000-0000-0000-0000-000000000000:x'])(
    '"%s" are refused',
    async (text) => {
      expect((await registry.send('GET', '/v2/', { headers: basic(text) })).status).toBe(401);
      expect((await registry.send('GET', target, { headers: basic(text) })).status).toBe(401);
    },
  );

  it('do not exist at a registry that has none', async () => {
    const closed = await startTestRegistry({ user: undefined as never });
    try {
      expect((await closed.send('GET', '/v2/')).status).toBe(401);
    } finally {
      await closed.close();
    }
  });
});

describe('the gate', () => {
  it('is asked first, by step, and may answer itself', async () => {
    const steps: string[] = [];
    const gated = await startTestRegistry({
      name: 'target',
      gate: async (_request, response, step) => {
        steps.push(step);
        await setImmediate();
        if (step !== 'registry.target.getTag') return false;
        response.writeHead(503, { 'retry-after': '1' }).end();
        return true;
      },
    });
    try {
      await pushImage(gated, 'app', 'v1');
      const held = await gated.send('GET', '/acr/v1/app/_tags/v1', { headers: anonymous });
      expect([held.status, held.headers['retry-after']]).toEqual([503, '1']);
      expect((await gated.send('HEAD', '/v2/app/manifests/v1')).status).toBe(200);
      await gated.send('GET', '/elsewhere');
      expect(steps).toEqual([
        'registry.target.putBlob',
        'registry.target.putBlob',
        'registry.target.putManifest',
        'registry.target.getTag',
        'registry.target.getManifest',
        'registry.target.unknown',
      ]);
    } finally {
      await gated.close();
    }
  });
});

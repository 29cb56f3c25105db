import { type RunningServer, startServer } from '../../../local/http/startServer';
import { parseAttach, requireHost, requireStack } from '../../../local/demo/requireHost';
import { freePort } from '../../../local/http/freePort';

describe('parseAttach', () => {
  it('answers where the host is', () => {
    expect(parseAttach('http://localhost:7071/')).toBe('http://localhost:7071');
  });

  it.each(['notaurl', 'localhost:7071', ''])('refuses "%s"', (text) => {
    expect(() => parseAttach(text)).toThrow(`--attach "${text}" is no URL; expected http://host:port`);
  });
});

describe('requireHost', () => {
  let server: RunningServer;
  let status: number;
  let asked: { url: string | undefined; key: unknown }[];
  beforeAll(async () => {
    const listener = async (...[request, response]: Parameters<Parameters<typeof startServer>[0]['listener']>) => {
      asked.push({ url: request.url, key: request.headers['x-functions-key'] });
      response.writeHead(status).end();
    };
    server = await startServer({ name: 'Host', port: 0, listener });
  });
  beforeEach(() => {
    asked = [];
  });
  afterAll(() => server.close());

  it('asks for the routes with the key', async () => {
    status = 200;
    await requireHost({ host: server.origin, key: 'k' });
    expect(asked).toEqual([{ url: '/api/routes', key: 'k' }]);
  });

  it.each([
    [401, undefined, 'asks for a function key'],
    [401, 'wrong', 'refuses the key that --key gives'],
    [404, undefined, 'answered 404: the app does not run there'],
  ])('refuses an answer of %d with key %s', async (answer, key, message) => {
    status = answer;
    await expect(requireHost({ host: server.origin, ...(key ? { key } : {}) })).rejects.toThrow(message);
  });

  it('says when nobody answers', async () => {
    const host = `http://127.0.0.1:${await freePort()}`;
    await expect(requireHost({ host })).rejects.toThrow(
      `No Functions host answers at ${host} (ECONNREFUSED). Start one (docs/local-host.md), then run this again.`,
    );
    await expect(requireStack(host, '/the stack')).rejects.toThrow(
      `The stack of /the stack does not answer at ${host} (ECONNREFUSED).`,
    );
  });
});

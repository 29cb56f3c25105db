import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { runDoctor } from '../../cli/runDoctor';
import type { DoctorView } from '../../src/functions/http/schemas/doctorView';

const row = (check: string, status: DoctorView['findings'][number]['status'], more = {}) => ({
  ...{ check, status, end: 'target' as const, question: 'Is it?', evidence: `${check} is so.` },
  ...more,
});
const FIX = { say: 'Mend it.', command: 'az mend --name x' };
const view = (route: string, outcome: DoctorView['outcome'], findings: DoctorView['findings']): DoctorView => ({
  ...{ route, outcome, lookedAt: '2026-11-21T10:00:00.000Z', findings },
});
const VIEWS: Record<string, DoctorView> = {
  good: view('good', 'ok', [row('a', 'ok'), row('b', 'notCheckable', { fix: { say: 'Be let in.' } })]),
  bad: view('bad', 'failed', [
    row('a', 'failed', { fix: FIX, correlationId: 'c1' }),
    row('bb', 'warning', { fix: FIX }),
  ]),
};

describe('npm run doctor', () => {
  let server: http.Server;
  let url: string;
  const keys: unknown[] = [];
  let mistakes: unknown[] = [];
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      keys.push(request.headers['x-functions-key']);
      if (request.url?.includes('broken')) {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        setImmediate(() => response.destroy());
        return;
      }
      if (request.url?.includes('page')) return void response.end('<html>Sign in</html>');
      if (request.url === '/null/api/version') return void response.end('null');
      if (request.url === '/api/version') return void response.end(JSON.stringify({ appVersion: '0.2.0' }));
      const found = VIEWS[request.url?.split('/')[3] ?? ''];
      const all = { routes: Object.keys(VIEWS).map((name) => ({ name })), mistakes };
      const isKnown = request.url === '/api/routes' || found;
      response
        .writeHead(isKnown ? 200 : 422)
        .end(JSON.stringify(found ?? (isKnown ? all : { detail: 'No.', nextStep: 'Look.' })));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function run(args: string[], env: NodeJS.ProcessEnv = { FERRY_URL: url }) {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await runDoctor(args, env, { out: (text) => out.push(text), err: (text) => err.push(text) });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  it('shows a row for each finding, and what mends what is red or yellow', async () => {
    const { code, out } = await run(['--route', 'bad']);
    expect(code).toBe(1);
    expect(out.trimEnd().split('\n')).toEqual([
      'bad: failed',
      '✗ a (target)   a is so.',
      '    Mend it.',
      '    $ az mend --name x',
      '    correlation id c1',
      '! bb (target)  bb is so.',
      '    Mend it.',
      '    $ az mend --name x',
    ]);
  });

  it('asks nothing of an app in another version than was deployed: the old one may still answer', async () => {
    expect(await run(['--route', 'good', '--app-version', '0.2.0'])).toMatchObject({ code: 0 });
    expect(await run(['--route', 'good', '--app-version', '0.3.0'])).toEqual({
      code: 2,
      out: '',
      err: 'The app that answers is 0.2.0, not 0.3.0. Ask again, restart it, or deploy again.',
    });
    const { code, err } = await run(['--app-version', '0.3.0'], { FERRY_URL: `${url}/null` });
    expect([code, err]).toEqual([2, expect.stringContaining('answered 200, but not as the app does')]);
  });

  it('what the app answers does nothing to the terminal', async () => {
    const evidence = 'a\u001b[31mb\n✓ all is well';
    VIEWS['odd'] = view('odd', 'failed', [row('a', 'failed', { evidence, fix: { say: 'Mend\u0007 it.' } })]);
    mistakes = [{ path: 'routes.x', problem: 'is "\u009b2J"', expected: 'an end' }];
    const shown = await run(['--route', 'odd']);
    const asJson = await run(['--json']);
    delete VIEWS['odd'];
    mistakes = [];
    expect(shown.out.trimEnd().split('\n')).toEqual([
      'odd: failed',
      String.raw`✗ a (target)  a\u001b[31mb\u000a✓ all is well`,
      String.raw`    Mend\u0007 it.`,
    ]);
    expect(asJson.err).toContain(String.raw`is "\u009b2J"`);
    expect((JSON.parse(asJson.out) as DoctorView[]).at(-1)?.findings[0]?.evidence).toBe(evidence);
  });

  it('is content where nothing is red', async () => {
    const { code, out } = await run(['--route', 'good', '--key', 'k']);
    expect([code, keys.at(-1)]).toEqual([0, 'k']);
    expect(out).toContain('? b (target)  b is so.\n    Be let in.');
  });

  it('is not content where the routes file has mistakes', async () => {
    mistakes = [{ path: 'routes.lost.source', problem: 'is missing', expected: 'an end' }];
    const bad = VIEWS['bad'] as DoctorView;
    delete VIEWS['bad'];
    const { code, err } = await run([]);
    VIEWS['bad'] = bad;
    mistakes = [];
    expect([code, err]).toEqual([1, expect.stringContaining('routes.lost.source is missing; expected an end')]);
  });

  it('nor where one route is asked about, and its row says so', async () => {
    VIEWS['kept'] = view('kept', 'warning', [row('routes_file', 'warning', { fix: FIX })]);
    const { code } = await run(['--route', 'kept']);
    delete VIEWS['kept'];
    expect(code).toBe(1);
  });

  it('asks of all routes, and prints JSON', async () => {
    const { code, out } = await run(['--json']);
    expect([code, JSON.parse(out)]).toEqual([1, [VIEWS['good'], VIEWS['bad']]]);
  });

  it.each([
    [['--route', 'nowhere'], 'answered 422. No. Look.'],
    [['--url', 'http://127.0.0.1:1'], '--url'],
    [['--rout', 'x'], "Unknown option '--rout'. Run the command with --help"],
    [['--route', 'broken'], 'does not answer'],
    [['--route', 'page'], 'answered 200, but no JSON'],
  ])('cannot ask: %j', async (args, words) => {
    const { code, err } = await run(args);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  it('helps', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--route NAME') as string });
  });
});

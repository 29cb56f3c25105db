import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { runDrain } from '../../cli/runDrain';
import type { DrainView } from '../../src/functions/http/schemas/drainView';

const AT = '2026-11-29T10:00:00.000Z';
const BY = { kind: 'functionKey', name: 'function key' } as const;
const TRANSFER = {
  ...{ kind: 'transfer' as const, id: 't1', route: 'prod', since: AT, appVersion: '0.2.0' },
  statusUrl: 'http://app/api/transfers/t1',
};
const CLEANUP = {
  kind: 'cleanup' as const,
  id: 'cleanup-1',
  since: AT,
  statusUrl: 'http://app/api/cleanups/cleanup-1',
};
const OFF: DrainView = { draining: false, drained: false, appVersion: '0.2.0', alive: [] };

describe('npm run drain', () => {
  let server: http.Server;
  let url: string;
  let view: DrainView;
  let asked: string[];
  /** What the next answers do before they are sent. */
  let before: (() => void)[];
  let isAway: boolean;
  let away: string;
  let key: unknown;
  let authorization: unknown;
  let refusal: number;
  /** Where the app sends whoever asks. */
  let elsewhere: string | undefined;
  /** What is answered in place of the app. */
  let text: string | undefined;
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        key = request.headers['x-functions-key'];
        authorization = request.headers['authorization'];
        asked.push(`${request.method} ${request.url}${body}`);
        before.shift()?.();
        if (elsewhere !== undefined) return void response.writeHead(refusal, { location: elsewhere }).end();
        if (text !== undefined) return void response.end(text);
        if (isAway) return void response.writeHead(refusal).end(JSON.stringify({ detail: away, nextStep: 'Wait.' }));
        if (request.url === '/api/drain/end') view = { ...OFF, begun: { at: AT, by: BY }, ended: { at: AT, by: BY } };
        else if (request.method === 'POST') view = drainOf(view.alive);
        response.end(JSON.stringify(view));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    [view, asked, before, isAway, away, key, refusal] = [OFF, [], [], false, 'Away.', undefined, 503];
    [elsewhere, text] = [undefined, undefined];
  });

  const drainOf = (alive: DrainView['alive']): DrainView => ({
    ...{ draining: true, drained: alive.length === 0, begun: { at: AT, by: BY, reason: 'why' } },
    ...{ appVersion: '0.2.0', alive },
  });

  async function run(args: string[], env: NodeJS.ProcessEnv = { FERRY_URL: url }) {
    const [out, err]: [string[], string[]] = [[], []];
    let waits = 0;
    const wait = async () => void (waits += 1);
    const code = await runDrain(args, env, { out: (text) => out.push(text), err: (text) => err.push(text), wait });
    return { code, out: out.join('\n'), err: err.join('\n'), waits };
  }

  it('begins the drain, and shows what still runs', async () => {
    view = { ...OFF, alive: [TRANSFER, CLEANUP] };
    const { code, out } = await run(['--reason', '0.3.0', '--key', 'k']);
    expect([code, key, asked]).toEqual([1, 'k', ['POST /api/drain{"reason":"0.3.0"}']]);
    expect(out.split('\n')).toEqual([
      `acr-ferry 0.2.0: draining since ${AT}, by function key (why); 2 are alive`,
      `  transfer  t1  prod  since ${AT}, started by 0.2.0`,
      `  cleanup   cleanup-1  since ${AT}, started by an earlier version`,
    ]);
  });

  it('names the orchestration that lives after the report', async () => {
    view = { ...OFF, alive: [{ ...TRANSFER, orchestration: 't1-b-1' }] };
    const { out } = await run([]);
    expect(out).toContain('started by 0.2.0; it has its report, and the orchestration t1-b-1 lives');
  });

  it('nothing runs', async () => {
    const { code, out } = await run([]);
    expect([code, out]).toEqual([0, `acr-ferry 0.2.0: drained since ${AT}, by function key (why); nothing is alive`]);
  });

  it('waits until nothing runs, twice in a row, and shows what changes', async () => {
    view = { ...OFF, alive: [TRANSFER] };
    const show = (alive: DrainView['alive']) => () => void (view = drainOf(alive));
    before = [() => {}, () => {}, show([]), show([CLEANUP]), show([]), show([])];
    const { code, out, waits } = await run(['--wait']);
    expect([code, waits, asked.length]).toEqual([0, 5, 6]);
    expect(out.split('\n').filter((line) => line.startsWith('acr-ferry'))).toHaveLength(4);
  });

  it('an app that is away for a while, as while it is restarted, is asked again', async () => {
    view = { ...OFF, alive: [TRANSFER] };
    const leave = () => void (isAway = true);
    const back = () => void ([isAway, view] = [false, drainOf([])]);
    before = [() => {}, leave, back];
    const { code, err } = await run(['--wait']);
    expect([code, err]).toEqual([0, expect.stringContaining('answered 503. Away. Wait. It is asked again.')]);
  });

  it('an app that stays away is not waited for without end', async () => {
    view = { ...OFF, alive: [TRANSFER] };
    before = [() => {}, () => void (isAway = true)];
    expect((await run(['--wait'])).code).toBe(2);
    expect(asked).toHaveLength(31);
  });

  it('stops waiting where somebody ends the drain', async () => {
    view = { ...OFF, alive: [TRANSFER] };
    before = [() => {}, () => void (view = { ...OFF, alive: [TRANSFER] })];
    expect((await run(['--wait'])).code).toBe(1);
  });

  it('ends the drain, and only looks', async () => {
    expect(await run(['--end'])).toMatchObject({
      code: 0,
      out: `acr-ferry 0.2.0: not draining since ${AT}; nothing is alive`,
    });
    expect((await run(['--status'])).code).toBe(0);
    expect(asked).toEqual(['POST /api/drain/end', 'GET /api/drain']);
  });

  it.each(['--end', '--reason=x'])('%s goes on asking an app that starts again', async (flag) => {
    for (const status of [502, 503, 404]) {
      [asked, refusal] = [[], status];
      before = [() => void (isAway = true), () => {}, () => void (isAway = false)];
      const { code, err, waits } = await run([flag]);
      expect([code, waits, asked.length]).toEqual([0, 2, 3]);
      expect(err).toContain(`answered ${status}. Away. Wait. It is asked again.`);
    }
  });

  it('an app that is stopped for a deployment is asked again', async () => {
    refusal = 403;
    away = '<h1>Error 403 - This web app is stopped.</h1>';
    before = [() => void (isAway = true), () => void (isAway = false)];
    expect(await run(['--end'])).toMatchObject({ code: 0, waits: 1 });
    [isAway, away] = [true, '<h1>Ip Forbidden</h1>'];
    expect(await run(['--end'])).toMatchObject({ code: 2, waits: 0 });
  });

  it('what is refused for good is asked once', async () => {
    [isAway, refusal] = [true, 401];
    const { code, err, waits } = await run(['--end'], { FERRY_URL: url, FERRY_TOKEN: '', FERRY_KEY: '' });
    expect([code, waits, key, authorization]).toEqual([2, 0, undefined, undefined]);
    expect(err).toMatch(/--key, or FERRY_KEY, or a token with FERRY_TOKEN\.$/);
  });

  it.each([301, 302, 307, 308])(
    'a %d is not followed: the key would go along, and a POST become a GET',
    async (status) => {
      [elsewhere, refusal] = [`${url}/elsewhere?sig=s3cret`, status];
      const { code, err, waits } = await run(['--reason', 'x', '--key', 'k']);
      expect([code, waits, asked]).toEqual([2, 0, ['POST /api/drain{"reason":"x"}']]);
      expect(err).toContain(`answered ${status}. It sends to ${url}/elsewhere, which is not followed`);
      expect(err).not.toContain('s3cret');
    },
  );

  it.each(['{}', 'null', '[]', '"x"', '{"alive":7}', '<html>'])(
    'an answer that is not the app’s is asked for again, and no result: %s',
    async (answer) => {
      text = answer;
      for (const flags of [['--status'], ['--status', '--json']])
        expect(await run(flags)).toMatchObject({ code: 2, err: expect.stringContaining('Is it the app?') as string });
      before = [() => {}, () => void (text = undefined)];
      expect(await run([])).toMatchObject({ code: 0, waits: 1 });
    },
  );

  it.each(['127.0.0.1:7071', 'app.example', 'ftp://app', 'https://app.example?code=s3cret', 'https://u:s3cret@app'])(
    'what is no address of the app is not asked: %s',
    async (address) => {
      const { code, err, waits } = await run([], { FERRY_URL: address });
      expect([code, waits]).toEqual([2, 0]);
      expect(err).toMatch(/^Name the app with --url(?!.*s3cret)/);
    },
  );

  it('a request that cannot be made is not tried again', async () => {
    const { code, waits, err } = await run([], { FERRY_URL: url, FERRY_KEY: 'abc\ndef' });
    expect([code, waits, err]).toEqual([2, 0, expect.not.stringMatching(/abc|def/)]);
  });

  it('ends the drain of one reason only', async () => {
    view = drainOf([]);
    const other = await run(['--end', '--only-reason', 'deployment 7']);
    expect(other).toMatchObject({ code: 0, err: expect.stringContaining('is not ended') as string });
    expect(other.out).toContain('by function key (why)');
    expect(asked).toEqual(['GET /api/drain']);
    expect(await run(['--end', '--only-reason', 'why'])).toMatchObject({ code: 0, err: '' });
    expect(view.draining).toBe(false);
    before = [() => void (isAway = true), () => void (isAway = false)];
    expect((await run(['--end', '--only-reason', 'why', '--json'])).code).toBe(0);
  });

  it('signs in with a token, which it never shows', async () => {
    await run(['--status'], { FERRY_URL: url, FERRY_TOKEN: 'abc.def' });
    expect(authorization).toBe('Bearer abc.def');
    const { code, err } = await run(['--status'], { FERRY_URL: url, FERRY_TOKEN: 'abc\ndef' });
    expect([code, err]).toEqual([2, expect.not.stringMatching(/abc|def/)]);
  });

  it.each([
    [['--status'], { ...OFF, alive: [TRANSFER] }, 1],
    [['--status'], { ...OFF, more: 1 }, 1],
    [['--status', '--json'], OFF, 0],
    [['--status', '--wait'], OFF, 0],
  ])('%j ends with whether anything is alive, drained or not: %j', async (args, now, code) => {
    view = now;
    expect((await run(args)).code).toBe(code);
  });

  it('is not content where somebody ends the drain while it waits: something may start', async () => {
    view = { ...OFF, alive: [TRANSFER] };
    before = [() => {}, () => void (view = OFF)];
    expect((await run(['--wait'])).code).toBe(1);
  });

  it('what the app answers does nothing to the terminal', async () => {
    const reason = 'a\u001b[31mb\nacr-ferry 9: \u202e\u009b2J';
    before = [
      () => void (view = { ...drainOf([{ ...TRANSFER, route: 'x\u0007' }]), begun: { at: AT, by: BY, reason } }),
    ];
    const told = await run(['--status']);
    expect(told.out).toContain(String.raw`(a\u001b[31mb\u000aacr-ferry 9: \u202e\u009b2J)`);
    expect(told.out.split('\n')[1]).toContain(String.raw`x\u0007`);
    const { out } = await run(['--status', '--json']);
    expect(out).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(out)).toEqual(view);
  });

  it('nor does a refusal', async () => {
    before = [() => void (isAway = true)];
    away = 'Away\u001b[31m.';
    expect((await run(['--status'])).err).toContain(String.raw`Away\u001b[31m.`);
  });

  it('prints JSON, the last answer only', async () => {
    const { code, out } = await run(['--wait', '--json']);
    expect([code, JSON.parse(out)]).toEqual([0, drainOf([])]);
  });

  it.each([
    [['--url', 'http://127.0.0.1:1'], '--url'],
    [['--wiat'], '--help'],
    [['--only-reason', 'x'], '--only-reason goes with --end'],
    [['--wiat'], "Unknown option '--wiat'. Run the command with --help"],
    [['--status', '--reason', 'x'], '--status changes nothing: it takes no --reason. Run'],
    [['--end', '--wait'], '--end goes with neither'],
  ])('cannot ask: %j', async (args, words) => {
    expect(await run(args)).toMatchObject({ code: 2, err: expect.stringContaining(words) as string });
  });

  it('helps', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--wait') as string });
  });
});

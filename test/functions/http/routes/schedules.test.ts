import { ServiceUnavailableError } from '../../../../src/domain/failures/errors';
import type { LoadedRoutes } from '../../../../src/domain/route';
import type { Schedule } from '../../../../src/domain/schedule/schedule';
import { route } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const SELECT = { rules: [{ repositories: ['app/**'] }] };
const NIGHTLY: Schedule = { name: 'nightly', cron: '30 2 * * *', timeZone: 'Europe/Berlin', onMissed: 'run' };
const WEEKLY: Schedule = {
  ...{ name: 'weekly', cron: '0 0 3 * * SUN', timeZone: 'UTC', onMissed: 'skip' },
  ...{ select: { rules: [{ repositories: ['base/**'] }] }, everything: true },
};
const NOW = '2026-11-21T10:00:00.000Z';
const BY = { kind: 'functionKey', name: 'function key' };

function apiWithSchedules() {
  const api = createApi();
  const loaded: LoadedRoutes = {
    routes: new Map([
      ['prod', route({ select: SELECT, schedules: [NIGHTLY, WEEKLY] })],
      ['plain', route({ name: 'plain' })],
    ]),
    mistakes: [
      { route: 'broken', path: 'routes.broken.source', problem: 'is missing', expected: 'a source, a target' },
    ],
  };
  api.loadsRoutes(loaded);
  return api;
}

describe('GET /api/routes/{route}/schedules', () => {
  it('shows each with its next five times and the last runs', async () => {
    const { listSchedules, schedules } = apiWithSchedules();
    const failure = { code: 'route_busy', message: 'It is busy.', nextStep: 'Wait.' } as const;
    const at = '2026-11-21T01:30:04.000Z';
    const runs = [
      { due: '2026-11-21T01:30:00.000Z', at, transfer: 't1' },
      { due: '2026-11-20T01:30:00.000Z', at, failure },
      { due: '2026-11-19T01:30:00.000Z', at, missedSince: '2026-11-01T01:30:00.000Z' },
    ];
    const { name, cron, timeZone } = NIGHTLY;
    const state = { name, cron, timeZone, after: at, open: [], runs };
    await schedules.write('prod', { schedules: [state] }, undefined);
    const { status, body } = await listSchedules('prod');
    expect(status).toBe(200);
    expect(body).toEqual({
      route: 'prod',
      paused: false,
      schedules: [
        {
          ...NIGHTLY,
          next: ['22', '23', '24', '25', '26'].map((day) => `2026-11-${day}T01:30:00.000Z`),
          runs: [
            {
              ...{ dueAt: runs[0]?.due, at, outcome: 'started' },
              transfer: { id: 't1', statusUrl: 'https://app.example/api/transfers/t1' },
            },
            { dueAt: runs[1]?.due, at, outcome: 'refused', failure },
            { dueAt: runs[2]?.due, at, outcome: 'missed', missedSince: '2026-11-01T01:30:00.000Z' },
          ],
        },
        { ...WEEKLY, next: expect.any(Array) as unknown, runs: [] },
      ],
    });
  });

  it('a route may have none', async () => {
    const { listSchedules } = apiWithSchedules();
    expect((await listSchedules('plain')).body).toEqual({ route: 'plain', paused: false, schedules: [] });
  });

  it.each([
    ['unknown', 'route_unknown'],
    ['broken', 'route_invalid'],
    ['constructor', 'route_unknown'],
  ])('the route %s is refused: %s', async (name, code) => {
    const { listSchedules } = apiWithSchedules();
    expect((await listSchedules(name)).body).toMatchObject({ status: 422, code });
  });
});

describe('POST /api/routes/{route}/schedules/{name}/run', () => {
  it('starts what the schedule starts, now, and says who did', async () => {
    const { runSchedule, transfers, client } = apiWithSchedules();
    const { status, headers, body } = await runSchedule('prod', 'weekly');
    expect(status).toBe(202);
    expect(headers['location']).toBe(`https://app.example/api/transfers/${body.id}`);
    expect(body).toMatchObject({
      route: 'prod',
      select: WEEKLY.select,
      everything: true,
      startedBy: BY,
      createdAt: NOW,
    });
    expect([...transfers.records.keys()]).toEqual([body.id]);
    expect(client.starts).toEqual([`transfer ${body.id}`]);
  });

  it('once for each Idempotency-Key, of which every schedule has its own', async () => {
    const { runSchedule, post } = apiWithSchedules();
    const key = { 'Idempotency-Key': 'one' };
    const first = await runSchedule('prod', 'nightly', key);
    expect(await runSchedule('prod', 'nightly', key)).toMatchObject({ status: 202, body: { id: first.body.id } });
    const others = [
      await runSchedule('prod', 'nightly'),
      await runSchedule('prod', 'weekly', key),
      await post({ route: 'prod' }, key),
    ];
    expect(new Set([first, ...others].map(({ body }) => body.id)).size).toBe(4);
  });

  it('a key that is none is refused', async () => {
    const { runSchedule } = apiWithSchedules();
    expect((await runSchedule('prod', 'nightly', { 'Idempotency-Key': '' })).body).toMatchObject({
      status: 400,
      code: 'request_invalid',
    });
  });

  it('also while the route is paused', async () => {
    const { runSchedule, pause } = apiWithSchedules();
    await pause('prod');
    expect((await runSchedule('prod', 'nightly')).status).toBe(202);
  });

  it('an unknown schedule is refused, and the answer names the known ones', async () => {
    const { runSchedule, transfers } = apiWithSchedules();
    const { body } = await runSchedule('prod', 'monthly');
    expect(body).toMatchObject({
      ...{ status: 404, code: 'schedule_unknown' },
      nextStep: expect.stringContaining('nightly, weekly') as string,
    });
    expect((await runSchedule('plain', 'nightly')).body).toMatchObject({ status: 404, code: 'schedule_unknown' });
    expect((await runSchedule('nowhere', 'nightly')).body).toMatchObject({ status: 422, code: 'route_unknown' });
    expect(transfers.records.size).toBe(0);
  });
});

describe.each([
  ['of a route', 'prod', 'pauseOfRoute'],
  ['of all routes', undefined, 'pauseOfAll'],
] as const)('a pause %s', (_what, of, field) => {
  const word = { at: NOW, by: BY };

  it('is kept with who, when and why, and shown', async () => {
    const { pause, listSchedules, listRoutes } = apiWithSchedules();
    const paused = await pause(of, { body: JSON.stringify({ reason: 'the registry moves' }) });
    const shown = { paused: true, [field]: { paused: { ...word, reason: 'the registry moves' } } };
    expect(paused.body).toEqual({ ...(of && { route: of }), ...shown });
    expect((await listSchedules('prod')).body).toMatchObject(shown);
    const { routes } = (await listRoutes()).body;
    expect(routes).toMatchObject([
      { name: 'prod', ...shown },
      { name: 'plain', paused: of === undefined },
    ]);
  });

  it('ends when somebody resumes, and who did is kept', async () => {
    const { pause, resume, listSchedules } = apiWithSchedules();
    await pause(of);
    const resumed = await resume(of, { body: '{"reason": "it has moved"}' });
    const shown = { paused: false, [field]: { paused: word, resumed: { ...word, reason: 'it has moved' } } };
    expect(resumed.body).toEqual({ ...(of && { route: of }), ...shown });
    expect((await listSchedules('prod')).body).toMatchObject(shown);
  });

  it('twice is like once: who came first stays', async () => {
    const { pause, resume } = apiWithSchedules();
    const first = await pause(of, { body: '{"reason": "first"}' });
    expect((await pause(of, { body: '{"reason": "second"}' })).body).toEqual(first.body);
    const resumed = await resume(of);
    expect((await resume(of, { body: '{"reason": "again"}' })).body).toEqual(resumed.body);
  });

  it('what never was paused is resumed without a trace', async () => {
    const { resume } = apiWithSchedules();
    expect((await resume(of)).body).toEqual({ ...(of && { route: of }), paused: false });
  });

  it('an explicit POST starts a transfer all the same', async () => {
    const { pause, post } = apiWithSchedules();
    await pause(of);
    expect((await post({ route: 'prod', artifacts: ['app:v1'] })).status).toBe(202);
  });

  it('the reason has no white space around it, and may have any letters', async () => {
    const { pause } = apiWithSchedules();
    const { body } = await pause(of, { body: '{"reason": " Umzug – wir räumen ⚠️ 船\\n"}' });
    expect(body[of === undefined ? 'pauseOfAll' : 'pauseOfRoute'].paused.reason).toBe('Umzug – wir räumen ⚠️ 船');
  });

  it.each([
    ['{"reason": ""}', 'request_invalid'],
    ['{"reason": "   "}', 'request_invalid'],
    ['{"reason": "\\u200b"}', 'request_invalid'],
    ['{"reason": "a\\u001b[31mb"}', 'request_invalid'],
    ['{"reason": "a\\u009b31mb"}', 'request_invalid'],
    ['{"reason": "a\\nb"}', 'request_invalid'],
    ['{"reason": "a\\u0000"}', 'request_invalid'],
    ['{"reason": "a\\u202eb"}', 'request_invalid'],
    ['{"reason": 5}', 'request_invalid'],
    [JSON.stringify({ reason: 'x'.repeat(501) }), 'request_invalid'],
    ['{"because": "of that"}', 'request_invalid'],
    ['[]', 'request_invalid'],
    ['null', 'request_invalid'],
    ['why not', 'body_not_json'],
    [`{"reason": "${'x'.repeat(5_000)}"}`, 'body_too_large'],
  ])('the body %j is refused: %s', async (body, code) => {
    const { pause, pauses } = apiWithSchedules();
    expect((await pause(of, { body })).body).toMatchObject({ code });
    expect((await pauses.read()).pauses).toEqual({ pauses: [] });
  });

  it('a key in the reason is not kept', async () => {
    const { pause, pauses } = apiWithSchedules();
    const { text } = await pause(of, { body: '{"reason": "see https://a.example/?sig=hunter2hunter2"}' });
    expect(text + JSON.stringify(await pauses.read())).not.toContain('hunter2');
  });

  it('of several at once one is first, and all hear of it', async () => {
    const { pause } = apiWithSchedules();
    const answers = await Promise.all(['a', 'b', 'c'].map((reason) => pause(of, { body: JSON.stringify({ reason }) })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

describe('whose route may be paused', () => {
  it('one with mistakes in the routes file', async () => {
    const { pause } = apiWithSchedules();
    expect((await pause('broken')).body).toMatchObject({ route: 'broken', paused: true });
  });

  it('one that is paused is resumed also when it is not in the file any more', async () => {
    const { pause, resume, loadsRoutes } = apiWithSchedules();
    await pause('prod');
    loadsRoutes({ routes: new Map(), mistakes: [] });
    expect((await resume('prod')).body).toMatchObject({ route: 'prod', paused: false });
  });

  it.each(['unknown', 'Prod', '../prod', 'constructor'])('not %j', async (name) => {
    const { pause, resume } = apiWithSchedules();
    expect((await pause(name)).body).toMatchObject({ status: 422, code: 'route_unknown' });
    expect((await resume(name)).body).toMatchObject({ status: 422, code: 'route_unknown' });
  });

  it('a pause of all is not ended for a single route', async () => {
    const { pause, resume } = apiWithSchedules();
    await pause(undefined);
    expect((await resume('prod')).body).toMatchObject({ paused: true, pauseOfAll: {} });
  });
});

describe('while the state container does not answer', () => {
  const away = (): Promise<void> => Promise.reject(new ServiceUnavailableError('read pauses.json', { words: '503' }));

  it('GET /api/routes shows the routes, and why it cannot tell which are paused', async () => {
    const { listRoutes, pauses } = apiWithSchedules();
    pauses.beforeRead = away;
    const { status, body } = await listRoutes();
    expect(status).toBe(200);
    expect(body.routes[0]).not.toHaveProperty('paused');
    expect(body.pausesFailure).toMatchObject({ code: 'service_unavailable' });
  });

  it('nobody is told that something is paused', async () => {
    const { pause, listSchedules, pauses } = apiWithSchedules();
    pauses.beforeWrite = away;
    expect(await pause('prod')).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    pauses.beforeRead = away;
    expect((await listSchedules('prod')).status).toBe(503);
  });
});

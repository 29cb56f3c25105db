import { scheduledTransferId } from '../../src/domain/names';
import type { PauseAnswer } from '../../src/functions/http/schemas/pauseView';
import type { ScheduleList } from '../../src/functions/http/schemas/scheduleList';
import { request } from './helpers/request';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const EVERY_MS = 5_000;
const OFTEN = { name: 'often', cron: '*/5 * * * * *', timeZone: 'Europe/Berlin', onMissed: 'skip' };

describe('a schedule that is due every few seconds', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) =>
        Object.assign(routes[ROUTE] ?? {}, {
          select: { rules: [{ repositories: ['clock/**'] }] },
          whenBusy: 'queue',
          schedules: [OFTEN],
        }),
    });
  });
  afterAll(() => ferry?.stop());

  const url = (resource: string): string => `${ferry.stack.endpoints.host}/api/${resource}`;
  const tick = async (): Promise<void> => {
    const timer = `${ferry.stack.endpoints.host}/admin/functions/tick`;
    expect((await request(timer, { method: 'POST', body: { input: '' } })).status).toBe(202);
  };
  const shown = async (): Promise<ScheduleList> => {
    const { status, json } = await request<ScheduleList>(url(`routes/${ROUTE}/schedules`));
    if (status !== 200 || !json) throw new Error(`GET schedules answered ${status}.`);
    return json;
  };
  /** Due times of which it is known what became of them, newest first. */
  const decided = async (): Promise<string[]> => ((await shown()).schedules[0]?.runs ?? []).map(({ dueAt }) => dueAt);
  /** Ticks until a due time after that is decided; answers the latest one. */
  const tickPast = (instant: number): Promise<string> =>
    until(
      async () => {
        await tick();
        const [latest = ''] = await decided();
        return Date.parse(latest) > instant && latest;
      },
      { what: `a due time after ${new Date(instant).toISOString()}` },
    );
  const change = async (what: 'pause' | 'resume'): Promise<string> => {
    const body = { reason: 'a test' };
    const { status, json } = await request<PauseAnswer>(url(`routes/${ROUTE}/${what}`), { method: 'POST', body });
    expect(status).toBe(200);
    const { paused, resumed } = json?.pauseOfRoute ?? {};
    return (what === 'pause' ? paused : resumed)?.at ?? '';
  };
  /** Ids of all transfers there are, oldest first. */
  const started = async (): Promise<string[]> => {
    const { status, json, text } = await ferry.api.list('?limit=100');
    if (status !== 200 || !json) throw new Error(`GET transfers answered ${status}: ${text}`);
    return json.transfers.map(({ id }) => id).reverse();
  };

  it('starts one transfer for each of them across restarts, none in a pause, and goes on after it', async () => {
    // Prepare
    const { push, startHost, host, target, source, api } = ferry;
    const reference = await push('clock/app:1.0');
    await tick();

    // Act
    await tickPast(Date.now());
    const first = (await decided()).at(-1) ?? '';
    await Promise.all([tick(), tick(), host().kill()].map((act) => act.catch(() => undefined)));
    await startHost();
    await Promise.all([tick(), tick()]);
    const lastBefore = await tickPast(Date.now());
    const pausedAt = await change('pause');
    const isOver = async () => Date.now() > Date.parse(pausedAt) + 2 * EVERY_MS;
    await until(isOver, { what: 'two due times in the pause' });
    await tick();
    const inPause = await shown();
    const resumedAt = await change('resume');
    const last = await tickPast(Date.parse(resumedAt));

    // Assess
    const due = dueFrom(first, last).filter((one) => one <= lastBefore || one > resumedAt);
    const ids = await started();
    const idsOf = (times: readonly string[]) => times.map((one) => scheduledTransferId(ROUTE, 'often', one));
    expect(due.length).toBeGreaterThanOrEqual(3);
    expect(ids.filter((id) => idsOf(due).includes(id)).sort()).toEqual(idsOf(due).sort());
    const inThePause = dueFrom(first, last).filter((one) => one > pausedAt && one < resumedAt);
    expect(inThePause.length).toBeGreaterThanOrEqual(2);
    expect(ids.filter((id) => idsOf(inThePause).includes(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(inPause).toMatchObject({ paused: true, pauseOfRoute: { paused: { at: pausedAt, reason: 'a test' } } });
    const report = await api.reportOf(ids[0] ?? '');
    expect(report).toMatchObject({
      outcome: 'succeeded',
      startedBy: { kind: 'trigger', name: 'schedule often' },
    });
    expect(await target.digestOf(reference)).toBe(await source.digestOf(reference));
    expect((await api.reportOf(ids[1] ?? '')).outcome).toBe('nothingToDo');
  });
});

/** All due times from the one to the other. */
function dueFrom(first: string, last: string): string[] {
  const count = (Date.parse(last) - Date.parse(first)) / EVERY_MS + 1;
  return Array.from({ length: count }, (_, index) => new Date(Date.parse(first) + index * EVERY_MS).toISOString());
}

import type { Slots } from '../../src/domain/slots/slots';
import { ROUTE, type Ferry, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

const EXPORTED = 'run.export.finish';
const TURNS = `slots/routes/${ROUTE}.json`;

describe('one transfer at a time', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) => {
        const own = routes[ROUTE] ?? {};
        own['whenBusy'] = 'queue';
        routes['refusing'] = { ...own, whenBusy: 'refuse' };
      },
    });
  });
  afterAll(() => ferry?.stop());

  it('others wait in the order in which they were accepted, across a death of the host; one is canceled', async () => {
    // Prepare
    const { api, push, runs, hold, held, release, host, startHost, storage } = ferry;
    const names = ['first', 'second', 'third', 'canceled'].map((name) => `busy/${name}:1.0`);
    for (const name of names) await push(name);
    await hold(EXPORTED);

    // Act
    const ids: string[] = [];
    for (const name of names) ids.push((await api.start([name])).id);
    const [first = '', second = '', third = '', canceled = ''] = ids;
    const note = `waiting for the transfer ${first} of the same route`;
    await held(EXPORTED);
    for (const id of ids.slice(1)) await api.until(id, 'waits', ({ progress }) => progress?.note === note);
    const waiting = (await api.get(second)).json;
    const dry = await api.select({ select: { rules: [{ repositories: ['busy/**'] }] }, dryRun: true });
    const planned = await api.reportOf(dry.id);
    await host().kill();
    await startHost();
    await api.cancel(canceled);
    const ofCanceled = await api.reportOf(canceled);
    const whileHeld = await runs.begun();
    await release(EXPORTED);
    const reports = [await api.reportOf(first), await api.reportOf(second), await api.reportOf(third)];

    // Assess
    expect(waiting).toMatchObject({ state: 'accepted', progress: { note } });
    expect(planned).toMatchObject({ outcome: 'planned', totals: { artifacts: 0 } });
    expect(ofCanceled).toMatchObject({ outcome: 'canceled', batches: [] });
    expect(whileHeld).toEqual({ exports: 1, imports: 0 });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect((reports[0]?.finishedAt ?? '') <= (reports[1]?.finishedAt ?? '')).toBe(true);
    expect((reports[1]?.finishedAt ?? '') <= (reports[2]?.finishedAt ?? '')).toBe(true);
    // A turn is given back once the report is there.
    const isFree = async () => {
      const { holders, waiters } = JSON.parse(await storage.readState(TURNS)) as Slots;
      return holders.length + waiters.length === 0;
    };
    await until(isFree, { what: 'the last turn to be given back' });
  });

  it('of several POSTs at once one is accepted; the others are told which, and are free to come again after it', async () => {
    // Prepare
    const { api, push, hold, held, release, storage } = ferry;
    const body = { route: 'refusing', artifacts: [await push('busy/refused:1.0')] };
    const before = (await storage.blobs('state')).filter((name) => /^(?:transfers|index)\//.test(name));
    await hold(EXPORTED);

    // Act
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((key) => api.post(body, { 'idempotency-key': key })));
    await held(EXPORTED);
    const accepted = answers.filter(({ status }) => status === 202);
    const id = accepted[0]?.json?.id ?? '';
    await release(EXPORTED);
    const report = await api.reportOf(id);
    const next = await api.post(body);

    // Assess
    expect(accepted).toHaveLength(1);
    for (const refused of answers.filter(({ status }) => status !== 202)) {
      expect(refused.json).toMatchObject({
        status: 409,
        code: 'route_busy',
        transfer: { id, statusUrl: expect.stringMatching(new RegExp(`/api/transfers/${id}$`)) },
      });
    }
    expect(report.outcome).toBe('succeeded');
    expect(next.status).toBe(202);
    await api.reportOf(next.json?.id ?? '');
    const after = (await storage.blobs('state')).filter((name) => /^(?:transfers|index)\//.test(name));
    expect(after).toHaveLength(before.length + 4);
  });
});

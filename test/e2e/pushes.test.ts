import { registryResourceId } from '../../local/stackNames';
import type { PushList } from '../../src/functions/http/schemas/pushList';
import { imagePushedEvent } from '../helpers/registryEvents';
import { announce } from './helpers/courier';
import { endSubscriptions } from './helpers/endSubscriptions';
import { request } from './helpers/request';
import { ROUTE, startFerry, type Ferry } from './helpers/startFerry';
import { tick } from './helpers/tick';
import { until } from './helpers/until';

describe('images that are pushed to the source', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      routes: ({ routes }) =>
        Object.assign(routes[ROUTE] ?? {}, {
          select: { rules: [{ repositories: ['pushed/**'], exceptTags: ['dev-*'] }] },
          onPush: { quietSeconds: 1, maxWaitSeconds: 5 },
        }),
    });
    await endSubscriptions(ferry.stack, 'imagePushed');
  });
  afterAll(() => ferry?.stop());

  const host = (): string => ferry.stack.endpoints.host;
  const shown = async (): Promise<PushList> => {
    const { status, json } = await request<PushList>(`${host()}/api/routes/${ROUTE}/pushes`);
    if (status !== 200 || !json) throw new Error(`GET pushes answered ${status}.`);
    return json;
  };
  /** Whether anything of the route starts by itself: a test that looks at what waits does not race with the host's timer. */
  const change = async (what: 'pause' | 'resume'): Promise<void> => {
    const { status } = await request(`${host()}/api/routes/${ROUTE}/${what}`, { method: 'POST', body: {} });
    expect(status).toBe(200);
  };
  const listed = async (): Promise<string[]> => {
    const { json } = await ferry.api.list('?limit=100');
    return (json?.transfers ?? []).map(({ id }) => id).reverse();
  };
  /** Pushes, and tells the app of it as Event Grid does, so many times. */
  const pushAndTell = async (reference: string, times = 1): Promise<void> => {
    await ferry.push(reference);
    const [repository = '', tag = ''] = reference.split(':');
    const digest = await ferry.source.digestOf(reference);
    const event = imagePushedEvent(registryResourceId('source'), { repository, tag, digest });
    const answers = await Promise.all(Array.from({ length: times }, () => announce(ferry.stack, event, 'imagePushed')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  };
  /** Ticks until another transfer has been started; answers its id. */
  const nextAfter = (known: readonly string[]): Promise<string> =>
    until(
      async () => {
        await tick(ferry.stack);
        return (await listed()).find((id) => !known.includes(id));
      },
      { what: 'a transfer that a push starts' },
    );

  it('make one transfer of them, after a while; what was not pushed, or is not selected, stays', async () => {
    // Prepare
    const { api, push, source, target } = ferry;
    await push('pushed/old:1.0');
    await push('pushed/app:0.9');

    // Act
    await change('pause');
    await pushAndTell('pushed/app:1.0', 20);
    await pushAndTell('pushed/web:1.0');
    await pushAndTell('pushed/web:dev-1');
    await pushAndTell('other/web:1.0');
    const waiting = await shown();
    await change('resume');
    const id = await nextAfter([]);

    // Assess
    const names = ['pushed/app:1.0', 'pushed/web:1.0', 'pushed/web:dev-1'];
    expect(waiting.waiting.map(({ artifact }) => artifact).sort()).toEqual(names);
    const report = await api.reportOf(id);
    expect(report).toMatchObject({ outcome: 'succeeded', startedBy: { kind: 'trigger', name: 'imagePushed' } });
    expect(report.artifacts.map(({ artifact }) => artifact)).toEqual(['pushed/app:1.0', 'pushed/web:1.0']);
    for (const one of ['pushed/app:1.0', 'pushed/web:1.0'])
      expect(await target.digestOf(one)).toBe(await source.digestOf(one));
    expect(await shown()).toMatchObject({ waiting: [] });
    await tick(ferry.stack);
    expect(await listed()).toEqual([id]);
  });

  it('while a transfer runs, and its host is killed, make the next one', async () => {
    // Prepare
    const { api, hold, held, release, startHost, target, source } = ferry;
    const before = await listed();
    await hold('run.export.finish');
    await pushAndTell('pushed/app:2.0');
    const first = await nextAfter(before);
    await held('run.export.finish');

    // Act
    await pushAndTell('pushed/app:3.0');
    await Promise.all([tick(ferry.stack), ferry.host().kill()].map((act) => act.catch(() => undefined)));
    await startHost();
    await release('run.export.finish');
    const second = await nextAfter([...before, first]);

    // Assess
    for (const [id, reference] of [
      [first, 'pushed/app:2.0'],
      [second, 'pushed/app:3.0'],
    ] as const) {
      const { outcome, artifacts } = await api.reportOf(id);
      expect({ outcome, artifacts: artifacts.map(({ artifact }) => artifact) }).toEqual({
        outcome: 'succeeded',
        artifacts: [reference],
      });
      expect(await target.digestOf(reference)).toBe(await source.digestOf(reference));
    }
    expect((await listed()).length).toBe(before.length + 2);
  });
});

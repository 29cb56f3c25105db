import type { CanaryView } from '../../src/functions/http/schemas/canaryView';
import type { Problem } from '../../src/functions/http/schemas/problem';
import { request } from './helpers/request';
import { type Ferry, ROUTE, startFerry } from './helpers/startFerry';
import { until } from './helpers/until';

describe('a canary', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry();
  });
  afterAll(() => ferry?.stop());

  const call = (method: 'GET' | 'POST') =>
    request<CanaryView & Problem>(`${ferry.stack.endpoints.host}/api/routes/${ROUTE}/canary`, { method });
  const send = async (): Promise<CanaryView> => {
    const { status, json } = await call('POST');
    expect([status, json?.code]).toEqual([202, undefined]);
    return json as CanaryView;
  };
  const ended = (): Promise<CanaryView> =>
    until(
      async () => {
        const { status, json } = await call('GET');
        return status === 200 && json;
      },
      { what: 'the end of the canary', timeoutMs: 60_000 },
    );
  /** All of it arrived, each run ran once, and nothing of it is left. */
  const expectWhole = async (canary: CanaryView): Promise<void> => {
    expect(canary).toMatchObject({
      outcome: 'succeeded',
      failures: [],
      arrived: { tag: 'same', index: true, children: 2, blobs: 4, namedReferrer: true },
      left: [],
    });
    const runs = new Set(canary.sightings.map(({ end, run }) => `${end} ${run}`));
    expect(runs.size).toBe(2);
    for (const name of runs) {
      const last = canary.sightings.findLast(({ end, run }) => `${end} ${run}` === name);
      expect(last).toMatchObject({ provisioningState: 'Succeeded', percentage: 100 });
      expect(Date.parse(last?.endedAt ?? '')).not.toBeNaN();
    }
    const blobs = [...(await ferry.storage.blobs('exports')), ...(await ferry.storage.blobs('imports'))];
    expect(blobs.filter((name) => name.includes(canary.transferId))).toEqual([]);
    await expect(ferry.source.digestOf(canary.artifact)).rejects.toThrow();
    await expect(ferry.target.digestOf(canary.artifact)).rejects.toThrow();
  };

  it('of two that are sent at once there is one; it goes the whole way, is seen on it, and is removed again', async () => {
    await ferry.hold('run.export.finish');
    const [first, second] = await Promise.all([send(), send()]);
    await ferry.held('run.export.finish');
    const going = await until(
      async () => {
        const { json } = await call('GET');
        return json?.sightings.length ? json : undefined;
      },
      { what: 'a sighting of the export run' },
    );
    await ferry.release('run.export.finish');
    const canary = await ended();

    expect(second?.id).toBe(first?.id);
    expect(canary.id).toBe(first?.id);
    expect(going.sightings[0]).toMatchObject({ end: 'source', provisioningState: 'Creating' });
    expect(canary.sightings[0]).toEqual(going.sightings[0]);
    expect(canary.events).toEqual({ imagePushedAt: expect.any(String), blobCreatedAt: expect.any(String) });
    expect(canary.pipelines.map(({ end, apiVersion }) => [end, apiVersion])).toEqual([
      ['source', '2025-06-01-preview'],
      ['target', '2025-06-01-preview'],
    ]);
    await expectWhole(canary);
  });

  it.each([
    ['pushed', 'registry.source.putManifest'],
    ['exported', 'run.export.finish'],
    ['imported', 'run.import.finish'],
  ])('goes on after its host was killed while it was %s', async (_when, step) => {
    await ferry.hold(step);
    const sent = call('POST').catch(() => undefined);
    await ferry.held(step);
    await ferry.host().kill();
    await sent;
    await ferry.startHost();
    await ferry.release(step);
    const canary = await ended();
    expect(canary.outcome).toBe('succeeded');
    await expectWhole(canary);
  });

  it('is refused where the app may not push, says which role that takes, and leaves nothing on its way', async () => {
    const mend = await ferry.fault({
      step: 'registry.source.putManifest',
      times: 0,
      action: { type: 'answer', status: 403, body: { errors: [{ code: 'DENIED', message: 'no push' }] } },
    });
    const { status, json } = await call('POST');
    await mend();
    expect([status, json?.code]).toEqual([503, 'access_denied']);
    expect(json?.nextStep).toContain('AcrPush');
    const next = await call('GET');
    expect([next.status, next.json?.code]).toEqual([404, 'canary_unknown']);
  });
});

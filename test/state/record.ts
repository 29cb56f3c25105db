import path from 'node:path';
import { registryResourceId } from '../../local/stackNames';
import { manifestNameFor } from '../../src/domain/names';
import type { CanaryView } from '../../src/functions/http/schemas/canaryView';
import type { CleanupView } from '../../src/functions/http/schemas/cleanupView';
import type { RebuildView } from '../../src/functions/http/schemas/rebuildView';
import { announce, createCourier } from '../e2e/helpers/courier';
import { endSubscriptions } from '../e2e/helpers/endSubscriptions';
import { request } from '../e2e/helpers/request';
import { ROUTE, startFerry } from '../e2e/helpers/startFerry';
import { tick } from '../e2e/helpers/tick';
import { until } from '../e2e/helpers/until';
import { imagePushedEvent } from '../helpers/registryEvents';
import { writeState } from './recordedState';

/** `npm run state`: writes what today's app keeps of whatever it does, to be read by tomorrow's. */
it('records the state of the app', async () => {
  const ferry = await startFerry({
    routes: ({ routes }) => {
      const { target } = routes[ROUTE] ?? {};
      Object.assign(routes[ROUTE] ?? {}, {
        select: { rules: [{ repositories: ['pushed/**'] }] },
        schedules: [{ name: 'yearly', cron: '0 0 1 1 *', timeZone: 'UTC' }],
        // What is pushed still waits when the state is written.
        onPush: { quietSeconds: 3_600, maxWaitSeconds: 86_400 },
      });
      routes['inbox'] = { target, arrivals: { prefix: 'inbox/', manifestWaitMinutes: 5 } };
    },
  });
  try {
    const { api, push, fault, storage, host, stack, source } = ferry;
    await endSubscriptions(stack, 'blobCreated', 'imagePushed');
    const courier = createCourier(stack);
    const call = <T>(resource: string, method: string, body?: unknown) =>
      request<T>(`${stack.endpoints.host}/api/${resource}`, { method, body });
    const run = async (body: object): Promise<void> => {
      const { json } = await api.post({ route: ROUTE, ...body });
      await api.reportOf(json?.id ?? '');
    };
    await ferry.hold('run.import.start');
    const { id: goodId } = await api.start([await push('kept/good:1.0')]);
    await ferry.held('run.import.start');
    const [name = ''] = await storage.blobs('exports');
    const [blob, manifest] = [
      await courier.take('exports', name),
      await courier.take('imports', manifestNameFor(name)),
    ];
    await ferry.release('run.import.start');
    await api.reportOf(goodId);
    await courier.bring(manifestNameFor('inbox/good.tar.gz'), manifest);
    await courier.bring('inbox/good.tar.gz', blob);
    expect((await announce(stack, 'inbox/good.tar.gz')).status).toBe(202);
    const [arrival] = (await api.list('?route=inbox')).json?.transfers ?? [];
    expect((await api.reportOf(arrival?.id ?? '')).outcome).toBe('succeeded');
    const endFault = await fault({
      ...{ step: 'run.import.start', times: 0 },
      action: { type: 'failRun', message: 'The image is not wanted.' },
    });
    await run({ artifacts: [await push('kept/bad:1.0')] });
    await endFault();
    await push('kept/selected:1.0');
    await run({ select: { rules: [{ repositories: ['kept/selected'] }] } });
    await run({ select: { rules: [{ repositories: ['kept/**'] }] }, dryRun: true });
    await tick(stack);
    await push('pushed/waits:1.0');
    const pushed = { repository: 'pushed/waits', tag: '1.0', digest: await source.digestOf('pushed/waits:1.0') };
    await announce(stack, imagePushedEvent(registryResourceId('source'), pushed), 'imagePushed');
    const end = async <T extends object>(resource: string, isOver: (view: T) => boolean): Promise<void> => {
      await call(`routes/${ROUTE}/${resource}`, 'POST');
      const over = async () => {
        const { json } = await call<T>(`routes/${ROUTE}/${resource}`, 'GET');
        return json && isOver(json);
      };
      await until(over, { what: `the end of the ${resource}`, timeoutMs: 60_000 });
    };
    await end<RebuildView>('ledger/rebuild', ({ endedAt }) => endedAt !== undefined);
    await end<CanaryView>('canary', ({ endedAt }) => endedAt !== undefined);
    await call(`routes/${ROUTE}/pause`, 'POST', { reason: 'for the record' });
    await call('drain', 'POST', { reason: 'for the record' });
    await call('drain/end', 'POST');
    await call('sweep', 'POST');
    const { json } = await call<CleanupView>('cleanup', 'POST', { dryRun: true });
    const ended = async () => (await call<CleanupView>(`cleanups/${json?.id}`, 'GET')).json?.endedAt !== undefined;
    await until(ended, { what: 'the end of the cleanup' });
    await host().kill();
    const text = await writeState('unreleased', storage.state);
    // What is recorded names no folder of one machine.
    for (const folder of [stack.folder, path.resolve(__dirname, '../..')]) expect(text).not.toContain(folder);
  } finally {
    await ferry.stop();
  }
});

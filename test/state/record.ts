import path from 'node:path';
import type { CleanupView } from '../../src/functions/http/schemas/cleanupView';
import { request } from '../e2e/helpers/request';
import { ROUTE, startFerry } from '../e2e/helpers/startFerry';
import { until } from '../e2e/helpers/until';
import { writeState } from './recordedState';

/** `npm run state`: writes what today's app keeps of a few transfers, to be read by tomorrow's. */
it('records the state of the app', async () => {
  const ferry = await startFerry();
  try {
    const { api, push, fault, storage, host, stack } = ferry;
    const call = <T>(resource: string, method: string, body?: unknown) =>
      request<T>(`${stack.endpoints.host}/api/${resource}`, { method, body });
    const run = async (body: object): Promise<void> => {
      const { json } = await api.post({ route: ROUTE, ...body });
      await api.reportOf(json?.id ?? '');
    };
    await run({ artifacts: [await push('kept/good:1.0')] });
    const endFault = await fault({
      ...{ step: 'run.import.start', times: 0 },
      action: { type: 'failRun', message: 'The image is not wanted.' },
    });
    await run({ artifacts: [await push('kept/bad:1.0')] });
    await endFault();
    await push('kept/selected:1.0');
    await run({ select: { rules: [{ repositories: ['kept/selected'] }] } });
    await run({ select: { rules: [{ repositories: ['kept/**'] }] }, dryRun: true });
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

import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { findProgress } from '../../../src/functions/instances/findProgress';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';

/** The progress of the transfer t, where every orchestration shows that. */
async function progressWith(shown: Record<string, unknown>) {
  const client = new FakeDurableClient();
  for (const [id, customStatus] of Object.entries(shown)) {
    client.instances.set(id, { status: Status.Running, customStatus });
  }
  const instances = createInstances(client, MACHINE);
  return await findProgress(instances, await instances.find('t'));
}

const STARTED = { phase: 'exporting', percentage: 0 };

it('a transfer that was not started, or shows nothing yet, has none', async () => {
  expect(await progressWith({})).toBeUndefined();
  expect(await progressWith({ t: null })).toBeUndefined();
});

it('before there are batches it is what the transfer shows', async () => {
  expect(await progressWith({ t: { phase: 'planning', percentage: 0 } })).toEqual({ phase: 'planning', percentage: 0 });
});

it('of one batch: the bytes of its lanes', async () => {
  const progress = await progressWith({
    t: { ...STARTED, batches: ['t-b-1'] },
    't-b-1': { phase: 'copying', percentage: 0, totalBytes: 400, lanes: ['lane-1', 'lane-2', 'lane-3'] },
    'lane-1': { bytes: 100 },
    'lane-2': { bytes: 30 },
  });
  expect(progress).toEqual({ phase: 'copying', percentage: 32, bytes: 130, totalBytes: 400 });
});

it('of one batch whose run is watched: what the last look showed', async () => {
  const progress = await progressWith({
    t: { ...STARTED, batches: ['t-b-1'] },
    't-b-1': { phase: 'importing', percentage: 0, watch: 't-b-1-import' },
    't-b-1-import': { percentage: 40, note: 'status Finito' },
  });
  expect(progress).toEqual({ phase: 'importing', percentage: 40, note: 'status Finito' });
});

it('of a transfer that watches a run itself: what the last look showed', async () => {
  const progress = await progressWith({
    t: { phase: 'importing', percentage: 0, watch: 't-import' },
    't-import': { percentage: 40 },
  });
  expect(progress).toEqual({ phase: 'importing', percentage: 40 });
});

it('of two batches: the phase of the slower one, and the bytes of both', async () => {
  const progress = await progressWith({
    t: { ...STARTED, batches: ['t-b-1', 't-b-2'] },
    't-b-1': { phase: 'importing', percentage: 10, bytes: 100, totalBytes: 100 },
    't-b-2': { phase: 'copying', percentage: 0, totalBytes: 300, lanes: ['lane-1', 'lane-2'] },
    'lane-1': { bytes: 50 },
    'lane-2': { bytes: 100 },
  });
  expect(progress).toEqual({ phase: 'copying', percentage: 75, bytes: 250, totalBytes: 400 });
});

it('a batch that has not begun stands where its transfer stands', async () => {
  const progress = await progressWith({
    t: { ...STARTED, batches: ['t-b-1', 't-b-2'] },
    't-b-1': { phase: 'exporting', percentage: 60 },
  });
  expect(progress).toEqual({ phase: 'exporting', percentage: 30 });
});

import { pauses } from '../../../src/doctor/app/pauses';
import { StateUnreadableError } from '../../../src/domain/failures/errors';
import { beginDrain, endDrain } from '../../../src/domain/pause/drain';
import { NO_PAUSES, pause, resume, type Pauses } from '../../../src/domain/pause/pauses';
import { createDoctor } from '../../../src/doctor/createDoctor';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { route } from '../../helpers/route';
import { look } from '../look';

const BEGUN = {
  at: '2026-11-29T09:00:00.000Z',
  by: { kind: 'functionKey', name: 'function key' },
  reason: 'why',
} as const;
const ENDED = { ...BEGUN, at: '2026-11-29T10:00:00.000Z' };

async function lookWith(kept: Pauses) {
  const store = new FakePauseStore();
  await store.write(kept, undefined);
  return look(pauses, { ...doctorPorts(), pauses: store });
}

it.each([
  ['none', NO_PAUSES],
  ['an ended drain', endDrain(beginDrain(NO_PAUSES, BEGUN), ENDED)],
  ['an ended pause', resume(pause(NO_PAUSES, 'prod', BEGUN), 'prod', ENDED)],
  ['the pause of another route', pause(NO_PAUSES, 'other', BEGUN)],
])('%s keeps nothing from starting', async (_, kept) => {
  expect(await lookWith(kept)).toMatchObject({ status: 'ok' });
});

it.each([
  ['a drain', beginDrain(pause(NO_PAUSES, 'prod', BEGUN), BEGUN), 'The app is drained', 'npm run drain -- --end'],
  ['a pause', pause(NO_PAUSES, 'prod', BEGUN), 'The route is paused', '/api/routes/prod/resume'],
  ['a pause of all', pause(pause(NO_PAUSES, 'prod', BEGUN), undefined, BEGUN), 'All routes are paused', '/api/resume'],
])('%s that was left on is yellow, and says whose it is and how it ends', async (_, kept, words, command) => {
  expect(await lookWith(kept)).toMatchObject({
    status: 'warning',
    evidence: expect.stringContaining(`${words} since ${BEGUN.at}, by function key (why): `) as string,
    fix: { command: expect.stringContaining(command) as string },
  });
});

it('pauses that are damaged are a row that says so, and how they are mended', async () => {
  const damaged = new StateUnreadableError('pauses.json', 'it is no JSON', 'delete the blob.');
  const store = Object.assign(new FakePauseStore(), { read: () => Promise.reject(damaged) });
  const [row] = await createDoctor({ ...doctorPorts(), pauses: store }, [pauses]).examine(route());
  expect(row).toMatchObject({ check: 'pauses', status: 'notCheckable', evidence: damaged.message });
  expect(row?.fix?.say).toContain('Restore an earlier version of the blob pauses.json');
});

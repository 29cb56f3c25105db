import { changePauses } from '../../../src/domain/pause/changePauses';
import { isPaused, NO_PAUSES, pause, resume, resumedAt } from '../../../src/domain/pause/pauses';
import { FakePauseStore } from '../../helpers/fakePauseStore';

const BY = { kind: 'principal', name: 'ann' } as const;
const at = (hour: number) => ({ at: `2026-11-28T0${hour}:00:00.000Z`, by: BY });
const timeOf = (hour: number) => Date.parse(at(hour).at);

it('a route is paused by its own pause, and by that of all', () => {
  const own = pause(NO_PAUSES, 'prod', at(1));
  expect([isPaused(own, 'prod'), isPaused(own, 'spare')]).toEqual([true, false]);
  const both = pause(own, undefined, at(2));
  expect([isPaused(both, 'prod'), isPaused(both, 'spare')]).toEqual([true, true]);
  const left = resume(both, 'prod', at(3));
  expect([isPaused(left, 'prod'), isPaused(left, 'spare')]).toEqual([true, true]);
  const none = resume(left, undefined, at(4));
  expect([isPaused(none, 'prod'), isPaused(none, 'spare')]).toEqual([false, false]);
});

it('the latest end of a pause counts, of the route or of all', () => {
  expect(resumedAt(NO_PAUSES, 'prod')).toBeUndefined();
  const lasting = pause(NO_PAUSES, 'prod', at(1));
  expect(resumedAt(lasting, 'prod')).toBeUndefined();
  const both = resume(resume(pause(lasting, undefined, at(1)), undefined, at(3)), 'prod', at(2));
  expect(resumedAt(both, 'prod')).toBe(timeOf(3));
  expect(resumedAt(resume(lasting, 'prod', at(2)), 'spare')).toBeUndefined();
});

it('a new pause takes the place of the last one', () => {
  const again = pause(resume(pause(NO_PAUSES, 'prod', at(1)), 'prod', at(2)), 'prod', at(3));
  expect(again.pauses).toEqual([{ route: 'prod', paused: at(3) }]);
});

describe('a change of the pauses', () => {
  const machine = { wait: async () => undefined, random: () => 0 };

  it('begins again when somebody else was faster', async () => {
    const store = new FakePauseStore();
    let others = 3;
    store.beforeWrite = async () => {
      others -= 1;
      if (others < 0) return;
      const beforeWrite = store.beforeWrite;
      store.beforeWrite = async () => {};
      const { pauses, version } = await store.read();
      await store.write(pause(pauses, `other-${others}`, at(1)), version);
      store.beforeWrite = beforeWrite;
    };
    const after = await changePauses({ pauses: store, machine }, (pauses) => pause(pauses, 'prod', at(2)));
    expect(after.pauses.map(({ route }) => route)).toEqual(['other-2', 'other-1', 'other-0', 'prod']);
    expect((await store.read()).pauses).toEqual(after);
  });

  it('gives up when somebody else is faster again and again', async () => {
    const store = new FakePauseStore();
    store.write = async () => false;
    const change = changePauses({ pauses: store, machine }, (pauses) => pause(pauses, 'prod', at(2)));
    await expect(change).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});

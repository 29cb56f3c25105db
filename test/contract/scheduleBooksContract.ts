import type { ScheduleBooks } from '../../src/domain/ports/scheduleBooks';
import type { ScheduleBook } from '../../src/domain/schedule/scheduleBook';

const book = (name: string): ScheduleBook => ({
  schedules: [
    {
      ...{ name, cron: '30 2 * * *', timeZone: 'Europe/Berlin' },
      after: '2026-11-28T01:30:00.000Z',
      open: ['2026-11-28T01:30:00.000Z'],
      runs: [{ due: '2026-11-27T01:30:00.000Z', at: '2026-11-27T01:30:01.000Z', transfer: 't1' }],
    },
  ],
});

/** What every ScheduleBooks promises. @param setUp  gives an empty store */
export function describeScheduleBooksContract(name: string, setUp: () => ScheduleBooks | Promise<ScheduleBooks>): void {
  describe(`ScheduleBooks: ${name}`, () => {
    it('a route that was never looked at has none', async () => {
      const store = await setUp();
      expect(await store.read('prod')).toBeUndefined();
      expect(await store.routes()).toEqual([]);
    });

    it('what was written is read, until it is written over the version that was read; each route has its own', async () => {
      const store = await setUp();
      expect(await store.write('prod', book('nightly'), undefined)).toBe(true);
      expect(await store.write('spare', book('hourly'), undefined)).toBe(true);
      const first = await store.read('prod');
      expect(first?.book).toEqual(book('nightly'));
      expect(await store.write('prod', book('weekly'), first?.version)).toBe(true);
      const second = await store.read('prod');
      expect(second?.book).toEqual(book('weekly'));
      expect(second?.version).not.toBe(first?.version);
      expect((await store.read('spare'))?.book).toEqual(book('hourly'));
      expect((await store.routes()).sort()).toEqual(['prod', 'spare']);
    });

    it('nothing is written over what somebody else has written since, nor by a second one who saw nothing', async () => {
      const store = await setUp();
      const first = await Promise.all(['a', 'b', 'c'].map((one) => store.write('prod', book(one), undefined)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const { version } = (await store.read('prod')) ?? {};
      const second = await Promise.all(['d', 'e', 'f'].map((one) => store.write('prod', book(one), version)));
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await store.write('prod', book('g'), version)).toBe(false);
      expect(await store.write('prod', book('g'), undefined)).toBe(false);
    });

    it('what is removed is gone; what somebody else has written since is not removed', async () => {
      const store = await setUp();
      await store.write('prod', book('a'), undefined);
      const { version } = (await store.read('prod')) ?? {};
      await store.write('prod', book('b'), version);
      expect(await store.write('prod', undefined, version)).toBe(false);
      expect(await store.write('prod', undefined, (await store.read('prod'))?.version)).toBe(true);
      expect(await store.read('prod')).toBeUndefined();
      expect(await store.routes()).toEqual([]);
    });
  });
}

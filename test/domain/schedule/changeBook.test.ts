import { changeBook } from '../../../src/domain/schedule/changeBook';
import { NO_BOOK, type ScheduleBook } from '../../../src/domain/schedule/scheduleBook';
import { FakeScheduleBooks } from '../../helpers/fakeScheduleBooks';

const machine = { wait: async () => undefined, random: () => 0 };
const adding =
  (name: string) =>
  ({ schedules }: ScheduleBook): ScheduleBook => ({
    schedules: [
      ...schedules,
      { ...{ name, cron: '* * * * *', timeZone: 'UTC' }, after: '2026-11-28T09:00:00.000Z', open: [], runs: [] },
    ],
  });
const namesIn = (book?: ScheduleBook): string[] | undefined => book?.schedules.map(({ name }) => name);

it('of several changes at once none is lost', async () => {
  const schedules = new FakeScheduleBooks();
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => changeBook({ schedules, machine }, 'prod', adding(name))));
  expect(namesIn((await schedules.read('prod'))?.book)?.sort()).toEqual(['a', 'b', 'c', 'd']);
});

it('what stays the same is not written, and an empty book is removed', async () => {
  const schedules = new FakeScheduleBooks();
  const write = jest.spyOn(schedules, 'write');
  expect(await changeBook({ schedules, machine }, 'prod', (book) => ({ ...book }))).toEqual(NO_BOOK);
  expect(write).not.toHaveBeenCalled();
  await changeBook({ schedules, machine }, 'prod', adding('a'));
  expect(namesIn(await changeBook({ schedules, machine }, 'prod', (book) => structuredClone(book)))).toEqual(['a']);
  expect(write).toHaveBeenCalledTimes(1);
  await changeBook({ schedules, machine }, 'prod', () => NO_BOOK);
  expect(await schedules.routes()).toEqual([]);
});

it('gives up when somebody else is faster again and again', async () => {
  const schedules = new FakeScheduleBooks();
  schedules.write = async () => false;
  const change = changeBook({ schedules, machine }, 'prod', adding('a'));
  await expect(change).rejects.toMatchObject({ code: 'service_unavailable' });
});

import { cleanupIdFor } from '../../src/domain/names';
import type { Cleanups } from '../../src/domain/ports/cleanups';
import type { Cleanup, CleanupEnd, CleanupItem } from '../../src/domain/retention/cleanup';
import { route } from '../helpers/route';

const AT = Date.parse('2026-11-28T09:00:00.000Z');
const cleanup = (minutes: number): Cleanup => ({
  id: cleanupIdFor(AT + minutes * 60_000, 'x'),
  startedBy: { kind: 'functionKey', name: 'function key' },
  startedAt: new Date(AT + minutes * 60_000).toISOString(),
  dryRun: false,
  routes: [route()],
});
const END: CleanupEnd = {
  ...{ outcome: 'succeeded', endedAt: '2026-11-28T09:05:00.000Z', pages: [1] },
  ...{ summary: [], failures: [] },
};
const item = (name: string): CleanupItem => ({
  ...{ route: 'prod', side: 'source', kind: 'exportRun', name },
  ...{ action: 'remove', why: 'It is old.' },
});

/** What every Cleanups promises. @param setUp  gives an empty store */
export function describeCleanupsContract(name: string, setUp: () => Cleanups | Promise<Cleanups>): void {
  describe(`Cleanups: ${name}`, () => {
    it('an empty store has none', async () => {
      const store = await setUp();
      expect(await store.readLatest()).toBeUndefined();
      expect(await store.find(cleanup(0).id)).toBeUndefined();
      expect(await store.list({ limit: 5 })).toEqual({ cleanups: [] });
    });

    it('of several who begin one at once, one does; nothing is written over what somebody else has written since', async () => {
      const store = await setUp();
      const first = await Promise.all([0, 1, 2].map((minutes) => store.writeLatest(cleanup(minutes), undefined)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const { version } = (await store.readLatest()) ?? {};
      expect(await store.writeLatest(cleanup(4), version)).toBe(true);
      expect(await store.writeLatest(cleanup(5), version)).toBe(false);
      expect((await store.readLatest())?.cleanup).toEqual(cleanup(4));
    });

    it('what is kept first stays: a record, an end, decisions and outcomes', async () => {
      const store = await setUp();
      const own = cleanup(0);
      await store.keep(own);
      await store.keep({ ...own, dryRun: true });
      expect(await store.find(own.id)).toEqual(own);
      await store.writeEnd(own.id, END);
      await store.writeEnd(own.id, { ...END, outcome: 'partial' });
      expect(await store.find(own.id)).toEqual({ ...own, end: END });

      const [decided, done] = [{ items: [item('e1')] }, { items: [{ ...item('e1'), outcome: 'removed' as const }] }];
      expect(await store.readDecisions(own.id, '0-0')).toBeUndefined();
      expect(await store.readOutcomes(own.id, '0-0')).toBeUndefined();
      expect(await store.keepDecisions(own.id, '0-0', decided)).toEqual(decided);
      expect(await store.keepDecisions(own.id, '0-0', { items: [item('e2')] })).toEqual(decided);
      expect(await store.keepOutcomes(own.id, '0-0', done)).toEqual(done);
      expect(await store.keepOutcomes(own.id, '0-0', { items: [] })).toEqual(done);
      expect(await store.readDecisions(own.id, '0-0')).toEqual(decided);
      expect(await store.readOutcomes(own.id, '0-0')).toEqual(done);
      expect(await store.readDecisions(own.id, '1-0')).toBeUndefined();
    });

    it('forgets one that has ended, with all its pages, and no other; twice is once', async () => {
      const store = await setUp();
      const [old, young, open] = [cleanup(0), cleanup(60), cleanup(1)];
      for (const each of [old, young, open]) {
        await store.keep(each);
        await store.keepDecisions(each.id, '0-0', { items: [] });
        await store.keepOutcomes(each.id, '0-0', { items: [] });
      }
      for (const each of [old, young]) await store.writeEnd(each.id, END);
      expect(await store.endedBefore(AT)).toEqual([]);
      expect(await store.endedBefore(AT + 120_000)).toEqual([old.id]);
      await store.forget(old.id);
      await store.forget(old.id);
      expect(await store.find(old.id)).toBeUndefined();
      expect(await store.readDecisions(old.id, '0-0')).toBeUndefined();
      expect(await store.readOutcomes(old.id, '0-0')).toBeUndefined();
      expect(await store.endedBefore(AT + 120_000)).toEqual([]);
      expect((await store.list({ limit: 5 })).cleanups).toEqual([{ ...young, end: END }, open]);
      expect(await store.readDecisions(open.id, '0-0')).toEqual({ items: [] });
    });

    it('lists them newest first, page by page', async () => {
      const store = await setUp();
      for (const minutes of [2, 0, 1]) await store.keep(cleanup(minutes));
      await store.writeEnd(cleanup(1).id, END);
      const first = await store.list({ limit: 2 });
      expect(first.cleanups).toEqual([cleanup(2), { ...cleanup(1), end: END }]);
      const second = await store.list({ limit: 2, ...(first.cursor !== undefined && { cursor: first.cursor }) });
      expect(second).toEqual({ cleanups: [cleanup(0)] });
    });
  });
}

import type { IndexLine, TransferRemovals } from '../../src/domain/ports/transferRemovals';
import type { TransferPages } from '../../src/domain/ports/transferPages';
import type { TransferStore } from '../../src/domain/ports/transferStore';
import type { TransferRecord } from '../../src/domain/transferRecord';
import { recordOf, reportOf, resultOf } from './transferStoreContract';

/** What keeps transfers, and what removes them from there. */
export interface RemovalsUnderTest {
  transfers: TransferStore;
  pages: TransferPages;
  removals: TransferRemovals;
}

const LATE = Date.parse('2027-01-01T00:00:00.000Z');
const NEVER = (): boolean => false;

/** Keeps a transfer with something of every kind. */
export async function keepWhole({ transfers, pages }: RemovalsUnderTest, record: TransferRecord): Promise<void> {
  const { id } = record;
  await transfers.index(record, 'accepted');
  await transfers.claim(record);
  await transfers.keepPlan(id, { batches: [], unplanned: [] });
  await transfers.noteRun(id, 'e1');
  await transfers.writeBatchResult(id, resultOf('b1', 'prod.tar.gz'));
  await transfers.writeCleanUp(id, 'b1', { left: [] } as never);
  await pages.keepPage(id, 'batches', 0, { name: 'b1', artifacts: [] });
  await pages.keepPage(id, 'retries', 0, { id: 't9' });
  const sameAs = `same-${id}`;
  await transfers.noteSameArrival(sameAs, id);
  await transfers.keepRepair(id, { defects: ['contentMd5'], sameAs });
  await transfers.requestCancel(id);
  await transfers.writeReport(reportOf({ id }));
  await transfers.index(record, 'partial');
}

/** What anybody can find of a transfer, by the way it is found. */
export async function whatIsLeft({ transfers, pages }: RemovalsUnderTest, { id }: TransferRecord) {
  const { transfers: listed } = await transfers.list({}, { limit: 100 });
  return {
    isListed: listed.some((line) => line.id === id),
    record: (await transfers.find(id)) !== undefined,
    plan: (await transfers.readPlan(id)) !== undefined,
    run: await transfers.isRunNoted(id, 'e1'),
    result: (await transfers.readBatchResult(id, 'b1')) !== undefined,
    cleanUp: (await transfers.readCleanUp(id, 'b1')) !== undefined,
    batch: (await pages.readPage(id, 'batches', 0)) !== undefined,
    retry: (await pages.readPage(id, 'retries', 0)) !== undefined,
    repair: (await transfers.readRepair(id)) !== undefined,
    sameArrival: (await transfers.findSameArrival(`same-${id}`)) !== undefined,
    cancel: await transfers.isCancelRequested(id),
    report: (await transfers.readReport(id)) !== undefined,
  };
}

/** Whether what is listed is there, and what is there has all that it had. */
export function isSound({ isListed, record, ...others }: Awaited<ReturnType<typeof whatIsLeft>>): boolean {
  return record ? !Object.values(others).includes(false) : !isListed;
}

const WHOLE = {
  ...{ isListed: true, record: true, plan: true, run: true, result: true },
  ...{ cleanUp: true, batch: true, retry: true, repair: true, sameArrival: true, cancel: true, report: true },
};
export const NOTHING = Object.fromEntries(Object.keys(WHOLE).map((key) => [key, false]));

/** Removes a transfer as a cleanup does. */
export async function removeWhole({ transfers, removals }: RemovalsUnderTest, line: IndexLine): Promise<void> {
  await removals.hide(line);
  const buried = await removals.bury(line);
  if (buried) {
    expect(await removals.clear(buried, NEVER)).toBe('all');
    await removals.free(buried);
  }
  await transfers.removeFromIndex(line);
}

/** What every TransferRemovals promises. @param setUp  gives empty ones */
export function describeTransferRemovalsContract(name: string, setUp: () => Promise<RemovalsUnderTest>): void {
  describe(`TransferRemovals: ${name}`, () => {
    const one = recordOf(1);
    const line = { id: one.id, route: one.route, createdAt: one.createdAt };

    it('tells lines newest first, those before a time, page by page', async () => {
      const under = await setUp();
      for (const index of [1, 2, 3, 4, 5]) await under.transfers.index(recordOf(index), 'succeeded');
      const { removals } = under;
      const ids = (lines: IndexLine[]): string[] => lines.map(({ id }) => id);
      const before = Date.parse(recordOf(4).createdAt);
      const first = await removals.lines(before, { limit: 2 });
      expect(ids(first.lines)).toEqual([recordOf(3).id, recordOf(2).id]);
      const second = await removals.lines(before, { limit: 2, cursor: first.cursor ?? '' });
      expect(second).toEqual({ lines: [line] });
      await removals.hide(line);
      expect(await removals.lines(0, { limit: 5 })).toEqual({ lines: [{ ...line, isLeaving: true }] });
      expect(await removals.lines(LATE, { limit: 5 })).not.toHaveProperty('cursor');
      expect(ids((await removals.lines(LATE, { limit: 5 })).lines)).toHaveLength(5);
    });

    it('removes all of a transfer, and nothing of another one; its id begins anew', async () => {
      const under = await setUp();
      const other = recordOf(2);
      await keepWhole(under, one);
      await keepWhole(under, other);
      await removeWhole(under, line);
      expect(await whatIsLeft(under, one)).toEqual(NOTHING);
      expect(await whatIsLeft(under, other)).toEqual(WHOLE);
      expect((await under.removals.lines(LATE, { limit: 5 })).lines.map(({ id }) => id)).toEqual([other.id]);
      const again = recordOf(1, { createdAt: '2026-12-01T00:00:00.000Z' });
      expect(await under.transfers.claim(again)).toEqual(again);
      expect(await under.transfers.find(one.id)).toEqual(again);
      await removeWhole(under, line);
      expect(await under.transfers.find(one.id)).toEqual(again);
    });

    it('leaves the content of a repaired blob to the transfer that imports it by now', async () => {
      const under = await setUp();
      await keepWhole(under, one);
      await under.transfers.noteSameArrival(`same-${one.id}`, 't9');
      await removeWhole(under, line);
      expect(await under.transfers.findSameArrival(`same-${one.id}`)).toBe('t9');
    });

    it.each([0, 1, 2, 3, 4, 5])('cut off after step %d it is a whole, and goes on', async (steps) => {
      const under = await setUp();
      const { transfers, removals } = under;
      await keepWhole(under, one);
      let buried: Awaited<ReturnType<TransferRemovals['bury']>>;
      const all = [
        () => removals.hide(line),
        async () => void (buried = await removals.bury(line)),
        async () => buried && removals.clear(buried, NEVER),
        async () => buried && removals.free(buried),
        () => transfers.removeFromIndex(line),
      ];
      for (const step of all.slice(0, steps)) await step();
      expect(isSound(await whatIsLeft(under, one))).toBe(true);
      const { lines } = await removals.lines(LATE, { limit: 5 });
      expect(lines).toEqual(steps === 5 ? [] : [{ ...line, ...(steps > 0 && { isLeaving: true }) }]);
      await removeWhole(under, line);
      expect(await whatIsLeft(under, one)).toEqual(NOTHING);
      expect(await removals.lines(LATE, { limit: 5 })).toEqual({ lines: [] });
    });

    it('nobody finds or claims what is buried', async () => {
      const under = await setUp();
      await keepWhole(under, one);
      await under.removals.bury(line);
      expect(await under.transfers.find(one.id)).toBeUndefined();
      expect(await under.transfers.recall(one.id)).toBeUndefined();
      await expect(under.transfers.claim(recordOf(1))).rejects.toMatchObject({ code: 'service_unavailable' });
    });

    it('a line that is written again is shown again', async () => {
      const under = await setUp();
      await keepWhole(under, one);
      await under.removals.hide(line);
      await under.transfers.index(one, 'partial');
      expect(await whatIsLeft(under, one)).toEqual(WHOLE);
      expect((await under.removals.lines(LATE, { limit: 5 })).lines).toEqual([line]);
    });

    it('without a line, a record or something of another kind, all the same', async () => {
      const under = await setUp();
      await under.removals.hide(line);
      expect(await under.removals.bury(line)).toBeUndefined();
      await under.transfers.claim(one);
      await removeWhole(under, line);
      expect(await whatIsLeft(under, one)).toEqual(NOTHING);
    });

    it('leaves the rest to the next call when the time is over', async () => {
      const under = await setUp();
      await keepWhole(under, one);
      const buried = await under.removals.bury(line);
      if (!buried) throw new Error('It is not there.');
      expect(await under.removals.clear(buried, () => true)).toBe('some');
      expect(await under.removals.clear(buried, NEVER)).toBe('all');
      await under.removals.free(buried);
      expect(await whatIsLeft(under, one)).toMatchObject({ report: false, record: false });
    });

    it('of two at once, the later burial ends it', async () => {
      const under = await setUp();
      await keepWhole(under, one);
      const first = await under.removals.bury(line);
      const second = await under.removals.bury(line);
      if (!first || !second) throw new Error('It is not there.');
      await under.removals.free(first);
      await expect(under.transfers.claim(one)).rejects.toMatchObject({ code: 'service_unavailable' });
      await under.removals.free(second);
      expect(await under.transfers.claim(one)).toEqual(one);
    });
  });
}

import { isTransferId, transferIdFor } from '../../src/domain/names';
import type { TransferFilter, TransferStore } from '../../src/domain/ports/transferStore';
import type { BatchResult } from '../../src/domain/report/batchResult';
import type { TransferReport } from '../../src/domain/report/report';
import type { TransferRecord } from '../../src/domain/transferRecord';
import { route } from '../helpers/route';

/** A record that was created at minute `index`, on the route `even` or `odd`. */
export function recordOf(index: number, changes: Partial<TransferRecord> = {}): TransferRecord {
  return {
    id: transferIdFor(`key-${index}`),
    route: index % 2 === 0 ? 'even' : 'odd',
    pinnedRoute: route(),
    artifacts: [{ repository: 'app', tag: 'v1' }],
    startedBy: { kind: 'functionKey', name: 'function key' },
    createdAt: new Date(Date.UTC(2026, 10, 21, 10, index)).toISOString(),
    ...changes,
  };
}

/** A report of that record. */
export function reportOf(changes: Partial<TransferReport> = {}): TransferReport {
  const { id, route, startedBy, createdAt } = recordOf(1);
  return {
    version: 1,
    id,
    route,
    outcome: 'partial',
    startedBy,
    startedAt: createdAt,
    finishedAt: createdAt,
    artifacts: [{ artifact: 'app:v1', outcome: 'missing' }],
    batches: [],
    failures: [],
    ...changes,
  };
}

/** What a batch stored. */
export function resultOf(batch: string, blob: string): BatchResult {
  const report: BatchResult['report'] = { batch, outcome: 'succeeded', artifacts: [], blob };
  return { report, artifacts: [], failures: [] };
}

/** What every TransferStore promises. @param setUp  gives an empty store */
export function describeTransferStoreContract(name: string, setUp: () => TransferStore | Promise<TransferStore>): void {
  describe(`TransferStore: ${name}`, () => {
    it('what was never written is undefined, false, or an empty list', async () => {
      const store = await setUp();
      expect(await store.find('t1')).toBeUndefined();
      expect(await store.readReport('t1')).toBeUndefined();
      expect(await store.readBatchResult('t1', 'b1')).toBeUndefined();
      expect(await store.isCancelRequested('t1')).toBe(false);
      expect(await store.list({}, { limit: 1 })).toEqual({ transfers: [] });
    });

    it('the first repair of a transfer stays; the latest note of a content that is the same arrival counts', async () => {
      const store = await setUp();
      const repair = { defects: ['contentMd5' as const], contentMd5: 'TzcHOBWX7SzSGbDR1Ni8Lg==' };
      expect(await store.readRepair('t1')).toBeUndefined();
      expect(await store.keepRepair('t1', repair)).toEqual(repair);
      expect(await store.keepRepair('t1', { defects: ['age'] })).toEqual(repair);
      expect(await store.readRepair('t1')).toEqual(repair);
      expect(await store.findSameArrival('t9')).toBeUndefined();
      for (const id of ['t1', 't2']) await store.noteSameArrival('t9', id);
      expect(await store.findSameArrival('t9')).toBe('t2');
      expect(await store.find('t9')).toBeUndefined();
    });

    it('the first record of an id stays, whoever comes second gets it', async () => {
      const store = await setUp();
      const first = recordOf(1);
      expect(await store.claim(first)).toEqual(first);
      expect(await store.claim({ ...first, route: 'other' })).toEqual(first);
      expect(await store.find(first.id)).toEqual(first);
    });

    it('of ten claims at once, one stays and all get it', async () => {
      const store = await setUp();
      const claims = Array.from({ length: 10 }, (_, index) => store.claim(recordOf(1, { route: `route-${index}` })));
      const routes = (await Promise.all(claims)).map(({ route }) => route);
      expect(new Set(routes).size).toBe(1);
      expect(await store.find(recordOf(1).id)).toMatchObject({ route: routes[0] });
    });

    it('a cancel flag is raised once and for its own transfer', async () => {
      const store = await setUp();
      await store.requestCancel('t1');
      await store.requestCancel('t1');
      expect(await store.isCancelRequested('t1')).toBe(true);
      expect(await store.isCancelRequested('t2')).toBe(false);
    });

    it('a pipeline run is noted once, for its own transfer', async () => {
      const store = await setUp();
      expect(await store.runNames('t1')).toEqual([]);
      expect(await store.noteRun('t1', 'e1')).toBe(true);
      expect(await store.noteRun('t1', 'e1')).toBe(false);
      expect(await store.isRunNoted('t1', 'e1')).toBe(true);
      expect(await store.isRunNoted('t1', 'i1')).toBe(false);
      expect(await store.noteRun('t1', 'i1')).toBe(true);
      expect(await store.noteRun('t2', 'e1')).toBe(true);
      expect((await store.runNames('t1')).sort()).toEqual(['e1', 'i1']);
      await store.forgetRun('t1', 'e1');
      await store.forgetRun('t1', 'e1');
      expect(await store.isRunNoted('t1', 'e1')).toBe(false);
      expect(await store.noteRun('t1', 'e1')).toBe(true);
      expect(await store.noteRun('t2', 'e1')).toBe(false);
    });

    it('the first report of a transfer stays, as it was written', async () => {
      const store = await setUp();
      const report = reportOf();
      await store.writeReport(report);
      await store.writeReport(report);
      await store.writeReport(reportOf({ outcome: 'succeeded', artifacts: [] }));
      expect(await store.readReport(report.id)).toEqual(report);
    });

    it('the first result of a batch stays, each under its transfer and its batch', async () => {
      const store = await setUp();
      await store.writeBatchResult('t1', resultOf('b1', 'first'));
      await store.writeBatchResult('t1', resultOf('b1', 'second'));
      await store.writeBatchResult('t1', resultOf('b2', 'other'));
      expect(await store.readBatchResult('t1', 'b1')).toEqual(resultOf('b1', 'first'));
      expect(await store.readBatchResult('t1', 'b2')).toEqual(resultOf('b2', 'other'));
      expect(await store.readBatchResult('t2', 'b1')).toBeUndefined();
      expect((await store.batchNames('t1', 'b')).sort()).toEqual(['b1', 'b2']);
      expect(await store.batchNames('t1', 'b1')).toEqual(['b1']);
      expect(await store.batchNames('t2', 'b')).toEqual([]);
    });

    it('the first plan of a transfer stays, whoever comes second gets it', async () => {
      const store = await setUp();
      const plan = { batches: [{ name: 'b1', artifacts: [] }], unplanned: [] };
      expect(await store.keepPlan('t1', plan)).toEqual(plan);
      expect(await store.keepPlan('t1', { batches: [], unplanned: [] })).toEqual(plan);
      expect(await store.readPlan('t1')).toEqual(plan);
      expect(await store.readPlan('t2')).toBeUndefined();
    });

    it('what a clean-up found is what the latest one found', async () => {
      const store = await setUp();
      expect(await store.readCleanUp('t1', 'b1')).toBeUndefined();
      await store.writeCleanUp('t1', 'b1', { left: [{ blob: 'https://a/c/x', why: 'Leased.' }], failures: [] });
      await store.writeCleanUp('t1', 'b1', { left: [], failures: [] });
      expect(await store.readCleanUp('t1', 'b1')).toEqual({ left: [], failures: [] });
      expect(await store.readCleanUp('t1', 'b2')).toBeUndefined();
    });

    it('what goes in and comes out is a copy', async () => {
      const store = await setUp();
      const [record, report] = [recordOf(1), reportOf()];
      await store.claim(record);
      await store.writeReport(report);
      for (const one of [record, await store.find(record.id)]) one?.artifacts.pop();
      for (const one of [report, await store.readReport(report.id)]) one?.artifacts.pop();
      expect(await store.find(record.id)).toEqual(recordOf(1));
      expect(await store.readReport(report.id)).toEqual(reportOf());
    });

    describe('the index', () => {
      async function filled(count = 7) {
        const store = await setUp();
        const records = Array.from({ length: count }, (_, index) => recordOf(index));
        for (const one of records) await store.index(one, 'accepted');
        for (const one of records.slice(0, 3)) await store.index(one, 'succeeded');
        const page = async (filter: TransferFilter, limit = 100, cursor?: string) =>
          store.list(filter, { limit, ...(cursor !== undefined && { cursor }) });
        const minutes = async (filter: TransferFilter) =>
          (await page(filter)).transfers.map(({ createdAt }) => new Date(createdAt).getUTCMinutes());
        return { store, records, page, minutes };
      }

      it('lists newest first, each transfer once however often its line was renewed', async () => {
        const { page, records } = await filled();
        const { transfers, cursor } = await page({});
        expect(cursor).toBeUndefined();
        expect(transfers.map(({ id }) => id)).toEqual(records.map(({ id }) => id).reverse());
        expect(transfers.every(({ id }) => isTransferId(id))).toBe(true);
        const { id, createdAt } = recordOf(0);
        expect(transfers.at(-1)).toEqual({ id, route: 'even', state: 'succeeded', createdAt });
      });

      it('has what was put there, not what was claimed alone', async () => {
        const { store, page } = await filled(1);
        await store.claim(recordOf(5));
        expect((await page({})).transfers).toHaveLength(1);
      });

      it('accepting late does not overwrite what became of it', async () => {
        const { store, page } = await filled();
        await store.index(recordOf(0), 'accepted');
        expect((await page({ states: ['succeeded'] })).transfers).toHaveLength(3);
      });

      it('a line that is removed is gone, and twice is once', async () => {
        const { store, page } = await filled(3);
        await store.removeFromIndex(recordOf(1));
        await store.removeFromIndex(recordOf(1));
        expect((await page({})).transfers.map(({ id }) => id)).toEqual([recordOf(2).id, recordOf(0).id]);
      });

      it('filters by any of several states', async () => {
        const { minutes } = await filled();
        expect(await minutes({ states: ['accepted', 'succeeded'] })).toEqual([6, 5, 4, 3, 2, 1, 0]);
        expect(await minutes({ states: ['running', 'failed'] })).toEqual([]);
      });

      it('filters by route, state and time: from is included, to is not', async () => {
        const { minutes } = await filled();
        const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute));
        expect(await minutes({ route: 'odd' })).toEqual([5, 3, 1]);
        expect(await minutes({ states: ['succeeded'] })).toEqual([2, 1, 0]);
        expect(await minutes({ route: 'even', states: ['succeeded'] })).toEqual([2, 0]);
        expect(await minutes({ from: at(2), to: at(5) })).toEqual([4, 3, 2]);
        expect(await minutes({ from: at(6) })).toEqual([6]);
        expect(await minutes({ to: at(0) })).toEqual([]);
        expect(await minutes({ route: 'none' })).toEqual([]);
      });

      it.each([1, 2, 3, 6, 7])('pages of %d have everything once, and the last one no cursor', async (limit) => {
        const { page, records } = await filled();
        const seen: string[] = [];
        let cursor: string | undefined;
        let pages = 0;
        do {
          const found = await page({}, limit, cursor);
          seen.push(...found.transfers.map(({ id }) => id));
          cursor = found.cursor;
          pages += 1;
        } while (cursor !== undefined && pages <= records.length);
        expect(seen).toEqual(records.map(({ id }) => id).reverse());
        expect(pages).toBe(Math.ceil(records.length / limit));
      });

      it('a page with a filter goes on behind its last match', async () => {
        const { page } = await filled();
        const first = await page({ route: 'odd' }, 2);
        const second = await page({ route: 'odd' }, 2, first.cursor);
        expect([first.transfers.length, second.transfers.length, second.cursor]).toEqual([2, 1, undefined]);
      });

      it('a transfer that is started while somebody pages does not shift the pages', async () => {
        const { page, store } = await filled();
        const first = await page({}, 3);
        await store.index(recordOf(30), 'accepted');
        const second = await page({}, 100, first.cursor);
        expect(first.transfers.length + second.transfers.length).toBe(7);
      });

      it('two of one millisecond are both listed', async () => {
        const store = await setUp();
        const createdAt = '2026-11-21T10:00:00.000Z';
        await store.index(recordOf(1, { createdAt }), 'accepted');
        await store.index(recordOf(2, { createdAt }), 'accepted');
        const first = await store.list({}, { limit: 1 });
        const second = await store.list({}, { limit: 1, ...(first.cursor && { cursor: first.cursor }) });
        expect(new Set([...first.transfers, ...second.transfers].map(({ id }) => id)).size).toBe(2);
        expect(second.cursor).toBeUndefined();
      });
    });
  });
}

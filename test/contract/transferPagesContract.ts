import type { TransferPages } from '../../src/domain/ports/transferPages';

/** What every TransferPages promises. @param setUp  gives an empty store */
export function describeTransferPagesContract(name: string, setUp: () => TransferPages | Promise<TransferPages>): void {
  describe(`TransferPages: ${name}`, () => {
    it('what was never kept is undefined', async () => {
      const store = await setUp();
      expect(await store.readPage('t1', 'batches', 0)).toBeUndefined();
    });

    it('the first page of a number stays, whoever comes second gets it', async () => {
      const store = await setUp();
      const [first, second] = [
        { lane: 1, turn: 0 },
        { lane: 2, turn: 5 },
      ];
      expect(await store.keepPage('t1', 'claims', 'r1-0', first)).toEqual(first);
      expect(await store.keepPage('t1', 'claims', 'r1-0', second)).toEqual(first);
      expect(await store.readPage('t1', 'claims', 'r1-0')).toEqual(first);
    });

    it('of ten pages at once, one stays and all get it', async () => {
      const store = await setUp();
      const kept = await Promise.all(
        Array.from({ length: 10 }, (_, lane) => store.keepPage('t1', 'claims', 7, { lane, turn: 0 })),
      );
      expect(new Set(kept.map(({ lane }) => lane)).size).toBe(1);
      expect(await store.readPage('t1', 'claims', 7)).toEqual(kept[0]);
    });

    it('pages are told apart by transfer, kind and number', async () => {
      const store = await setUp();
      await store.keepPage('t1', 'batches', 0, { name: 'b0', artifacts: [] });
      await store.keepPage('t1', 'batches', 1, { name: 'b1', artifacts: [] });
      expect(await store.readPage('t1', 'batches', 1)).toEqual({ name: 'b1', artifacts: [] });
      expect(await store.readPage('t2', 'batches', 0)).toBeUndefined();
      expect(await store.readPage('t1', 'skipped', 0)).toBeUndefined();
    });
  });
}

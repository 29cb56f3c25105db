import { sweepIdFor } from '../../src/domain/names';
import type { Sweeps } from '../../src/domain/ports/sweeps';
import type { Sweep } from '../../src/domain/sweeps/sweep';

const AT = Date.parse('2026-11-28T09:00:00.000Z');
const MOST = 3;

function sweep(minutes: number, changes: Partial<Sweep> = {}): Sweep {
  const at = new Date(AT + minutes * 60_000).toISOString();
  return {
    ...{
      id: sweepIdFor(Date.parse(at), 'x'),
      startedBy: { kind: 'trigger', name: 'sweep' },
      startedAt: at,
      endedAt: at,
    },
    ...{ complete: true, wentOn: false, found: [{ finding: 'known', count: 2 }], items: [], ...changes },
  };
}

/** What every Sweeps promises. @param setUp  gives an empty store */
export function describeSweepsContract(name: string, setUp: () => Sweeps | Promise<Sweeps>): void {
  describe(`Sweeps: ${name}`, () => {
    it('an empty store has none, and no place', async () => {
      const store = await setUp();
      expect(await store.readPlace()).toEqual({});
      expect(await store.list({ limit: 5 })).toEqual({ sweeps: [] });
    });

    it('keeps the place that was written last', async () => {
      const store = await setUp();
      const place = { transfers: 'c1', arrivals: { route: 'in', page: 'p2' } };
      await store.writePlace(place);
      expect(await store.readPlace()).toEqual(place);
      await store.writePlace({});
      expect(await store.readPlace()).toEqual({});
    });

    it('lists them newest first, page by page, and forgets the oldest; twice is once', async () => {
      const store = await setUp();
      for (const minutes of [2, 0, 1, 3]) await store.keep(sweep(minutes), MOST);
      await store.keep(sweep(3, { complete: false }), MOST);
      const first = await store.list({ limit: 2 });
      expect(first.sweeps).toEqual([sweep(3, { complete: false }), sweep(2)]);
      const second = await store.list({ limit: 2, ...(first.cursor !== undefined && { cursor: first.cursor }) });
      expect(second).toEqual({ sweeps: [sweep(1)] });
    });
  });
}

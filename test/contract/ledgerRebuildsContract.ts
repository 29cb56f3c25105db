import { NOTHING_FOUND, type LedgerRebuild } from '../../src/domain/ledger/rebuild';
import type { LedgerRebuilds } from '../../src/domain/ports/ledgerRebuilds';
import { TARGET } from '../helpers/route';

const AT = '2026-11-28T09:00:00.000Z';
const rebuild = (id: string, route = 'prod'): LedgerRebuild => ({
  ...{ id, route, target: TARGET, startedAt: AT },
  startedBy: { kind: 'functionKey', name: 'function key' },
});

/** What every LedgerRebuilds promises. @param setUp  gives an empty store */
export function describeLedgerRebuildsContract(
  name: string,
  setUp: () => LedgerRebuilds | Promise<LedgerRebuilds>,
): void {
  describe(`LedgerRebuilds: ${name}`, () => {
    it('a route that was never rebuilt has none', async () => {
      const store = await setUp();
      expect([await store.read('prod'), await store.routes()]).toEqual([undefined, []]);
    });

    it('what was written is read, until it is written over the version that was read; each route has its own', async () => {
      const store = await setUp();
      expect(await store.write(rebuild('a'), undefined)).toBe(true);
      expect(await store.write(rebuild('s', 'spare'), undefined)).toBe(true);
      expect((await store.routes()).sort()).toEqual(['prod', 'spare']);
      const first = await store.read('prod');
      expect(first?.rebuild).toEqual(rebuild('a'));
      const ended: LedgerRebuild = {
        ...rebuild('a'),
        end: { ...NOTHING_FOUND, outcome: 'succeeded', endedAt: AT },
      };
      expect(await store.write(ended, first?.version)).toBe(true);
      const second = await store.read('prod');
      expect(second?.rebuild).toEqual(ended);
      expect(second?.version).not.toBe(first?.version);
      expect((await store.read('spare'))?.rebuild).toEqual(rebuild('s', 'spare'));
    });

    it('nothing is written over what somebody else has written since, nor by a second one who saw nothing', async () => {
      const store = await setUp();
      const first = await Promise.all(['a', 'b', 'c'].map((id) => store.write(rebuild(id), undefined)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const { version } = (await store.read('prod')) ?? {};
      const second = await Promise.all(['d', 'e', 'f'].map((id) => store.write(rebuild(id), version)));
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await store.write(rebuild('g'), version)).toBe(false);
      expect(await store.write(rebuild('g'), undefined)).toBe(false);
    });
  });
}

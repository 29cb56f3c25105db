import type { RunWindow, SlotStore } from '../../src/domain/ports/slots';
import { NO_SLOTS, take, type Slots } from '../../src/domain/slots/slots';
import { SOURCE, TARGET } from '../helpers/route';

const WINDOW: RunWindow = { registryId: SOURCE.registryId, kind: 'export' };
const NOW = '2026-11-28T09:00:00.000Z';

function slotsWith(run: string, slots: Slots = NO_SLOTS): Slots {
  return take(slots, { run, instance: `of ${run}`, limit: 5 }, NOW);
}

/** What every SlotStore promises. @param setUp  gives an empty store */
export function describeSlotStoreContract(name: string, setUp: () => SlotStore | Promise<SlotStore>): void {
  describe(`SlotStore: ${name}`, () => {
    it('what was never written is empty', async () => {
      expect(await (await setUp()).read(WINDOW)).toEqual({ slots: NO_SLOTS });
    });

    it('what was written is read, until it is written over the version that was read', async () => {
      const store = await setUp();
      expect(await store.write(WINDOW, slotsWith('a'), undefined)).toBe(true);
      const first = await store.read(WINDOW);
      expect(first.slots).toEqual(slotsWith('a'));
      expect(await store.write(WINDOW, slotsWith('b', first.slots), first.version)).toBe(true);
      const second = await store.read(WINDOW);
      expect(second.slots).toEqual(slotsWith('b', slotsWith('a')));
      expect(second.version).not.toBe(first.version);
    });

    it('nothing is written over what somebody else has written since', async () => {
      const store = await setUp();
      await store.write(WINDOW, slotsWith('a'), undefined);
      const { version } = await store.read(WINDOW);
      await store.write(WINDOW, slotsWith('b'), version);
      expect(await store.write(WINDOW, slotsWith('c'), version)).toBe(false);
      expect(await store.write(WINDOW, slotsWith('c'), undefined)).toBe(false);
      expect((await store.read(WINDOW)).slots).toEqual(slotsWith('b'));
    });

    it('the same slots written again are another version', async () => {
      const store = await setUp();
      await store.write(WINDOW, slotsWith('a'), undefined);
      const { version } = await store.read(WINDOW);
      expect(await store.write(WINDOW, slotsWith('a'), version)).toBe(true);
      expect(await store.write(WINDOW, slotsWith('b'), version)).toBe(false);
    });

    it('of many who write at once over the same version, one does', async () => {
      const store = await setUp();
      const first = await Promise.all(['a', 'b', 'c'].map((run) => store.write(WINDOW, slotsWith(run), undefined)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const { version } = await store.read(WINDOW);
      const second = await Promise.all(['a', 'b', 'c'].map((run) => store.write(WINDOW, slotsWith(run), version)));
      expect(second.filter(Boolean)).toHaveLength(1);
    });

    it('each route has its own', async () => {
      const store = await setUp();
      await store.write({ kind: 'route', route: 'a' }, slotsWith('a'), undefined);
      expect((await store.read({ kind: 'route', route: 'a' })).slots).toEqual(slotsWith('a'));
      expect((await store.read({ kind: 'route', route: 'b' })).slots).toEqual(NO_SLOTS);
    });

    it('each registry and kind has its own, however the letters of its id are written', async () => {
      const store = await setUp();
      await store.write(WINDOW, slotsWith('a'), undefined);
      expect((await store.read({ ...WINDOW, kind: 'import' })).slots).toEqual(NO_SLOTS);
      expect((await store.read({ ...WINDOW, registryId: TARGET.registryId })).slots).toEqual(NO_SLOTS);
      const shouted = { ...WINDOW, registryId: SOURCE.registryId.toUpperCase() };
      expect((await store.read(shouted)).slots).toEqual(slotsWith('a'));
    });
  });
}

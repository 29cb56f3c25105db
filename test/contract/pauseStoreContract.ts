import { NO_PAUSES, pause, resume, type Pauses } from '../../src/domain/pause/pauses';
import type { PauseStore } from '../../src/domain/ports/pauseStore';

const WORD = { at: '2026-11-28T09:00:00.000Z', by: { kind: 'functionKey', name: 'function key' } } as const;
const pausedFor = (reason: string): Pauses => pause(NO_PAUSES, 'prod', { ...WORD, reason });

/** What every PauseStore promises. @param setUp  gives an empty store */
export function describePauseStoreContract(name: string, setUp: () => PauseStore | Promise<PauseStore>): void {
  describe(`PauseStore: ${name}`, () => {
    it('what was never written is empty', async () => {
      expect(await (await setUp()).read()).toEqual({ pauses: NO_PAUSES });
    });

    it('what was written is read, until it is written over the version that was read', async () => {
      const store = await setUp();
      expect(await store.write(pausedFor('a'), undefined)).toBe(true);
      const first = await store.read();
      expect(first.pauses).toEqual(pausedFor('a'));
      const resumed = resume(first.pauses, 'prod', WORD);
      expect(await store.write(resumed, first.version)).toBe(true);
      const second = await store.read();
      expect(second.pauses).toEqual(resumed);
      expect(second.version).not.toBe(first.version);
    });

    it('nothing is written over what somebody else has written since, nor by a second one who saw nothing', async () => {
      const store = await setUp();
      const first = await Promise.all(['a', 'b', 'c'].map((reason) => store.write(pausedFor(reason), undefined)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const { version } = await store.read();
      const second = await Promise.all(['d', 'e', 'f'].map((reason) => store.write(pausedFor(reason), version)));
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await store.write(pausedFor('g'), version)).toBe(false);
      expect(await store.write(pausedFor('g'), undefined)).toBe(false);
    });
  });
}

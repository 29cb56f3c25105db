import type { Pushes } from '../../src/domain/ports/pushes';
import type { PushClaim } from '../../src/domain/pushes/push';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const [FIRST, SECOND, THIRD] = ['2026-11-29T10:00:00.000Z', '2026-11-29T10:01:00.000Z', '2026-11-29T10:02:00.000Z'];
const V1 = { repository: 'team/app', tag: 'v1', digest: DIGEST };

const claim = (transfer: string): PushClaim => ({ transfer, at: FIRST, pushes: [] });

/** What every store of Pushes promises. @param setUp  gives an empty one */
export function describePushesContract(name: string, setUp: () => Pushes | Promise<Pushes>): void {
  describe(`Pushes: ${name}`, () => {
    it('of a route that nothing was pushed to there is nothing', async () => {
      const store = await setUp();
      expect(await store.noted('prod')).toEqual([]);
      expect(await store.readClaim('prod')).toBeUndefined();
      expect(await store.deletions('prod')).toEqual([]);
    });

    it('the same tag, or digest, is noted once: when first, when last, and what it was last', async () => {
      const store = await setUp();
      await store.note('prod', V1, FIRST);
      await store.note('prod', { repository: 'team/app', digest: DIGEST }, SECOND);
      await store.note('prod', { ...V1, digest: OTHER }, THIRD);
      await store.note('spare', V1, FIRST);
      const noted = (await store.noted('prod')).map(({ version: _, ...rest }) => rest);
      expect(noted).toHaveLength(2);
      expect(noted).toContainEqual({ ...V1, digest: OTHER, firstAt: FIRST, lastAt: THIRD });
      expect(noted).toContainEqual({ repository: 'team/app', digest: DIGEST, firstAt: SECOND, lastAt: SECOND });
      expect(await store.noted('spare')).toHaveLength(1);
    });

    it('many at once are all noted', async () => {
      const store = await setUp();
      const tags = Array.from({ length: 40 }, (_, index) => `v${index % 20}`);
      await Promise.all(tags.map((tag) => store.note('prod', { ...V1, tag }, FIRST)));
      expect(await store.noted('prod')).toHaveLength(20);
    });

    it('what is forgotten is gone; what was pushed again since stays', async () => {
      const store = await setUp();
      await store.note('prod', V1, FIRST);
      await store.note('prod', { ...V1, tag: 'v2' }, FIRST);
      const noted = await store.noted('prod');
      await store.note('prod', { ...V1, tag: 'v2' }, SECOND);
      await store.forget('prod', noted);
      await store.forget('prod', noted);
      expect(await store.noted('prod')).toMatchObject([{ tag: 'v2', lastAt: SECOND }]);
    });

    it('a claim is written by one, and only over what was read', async () => {
      const store = await setUp();
      const written = await Promise.all(['t1', 't2', 't3'].map((id) => store.writeClaim('prod', claim(id), undefined)));
      expect(written.filter(Boolean)).toHaveLength(1);
      const { version } = (await store.readClaim('prod')) ?? {};
      expect(await store.writeClaim('prod', claim('t4'), undefined)).toBe(false);
      expect(await store.writeClaim('prod', undefined, 'another')).toBe(false);
      expect(await store.writeClaim('prod', undefined, version)).toBe(true);
      expect(await store.readClaim('prod')).toBeUndefined();
      expect(await store.writeClaim('prod', claim('t5'), undefined)).toBe(true);
      expect((await store.readClaim('prod'))?.claim).toEqual(claim('t5'));
    });

    it('of deletions the latest hundred are kept, each once', async () => {
      const store = await setUp();
      for (let index = 0; index < 103; index += 1)
        await store.noteDeletions('prod', [{ artifact: `app:${index % 102}`, at: FIRST }]);
      const noted = await store.deletions('prod');
      expect(noted).toHaveLength(100);
      expect(noted[0]).toEqual({ artifact: 'app:0', at: FIRST });
      expect(new Set(noted.map(({ artifact }) => artifact)).size).toBe(100);
    });
  });
}

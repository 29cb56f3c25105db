import type { CopyProbe } from '../../src/domain/ports/copyProbe';
import type { RouteEnd } from '../../src/domain/route';

/** Two containers, and what can go wrong between them. */
export interface CopyProbeUnderTest {
  probe: CopyProbe;
  source: RouteEnd;
  target: RouteEnd;
  /** Until the answer is called, the target's storage takes no copy from an address; or no block at all. */
  refuse(what: 'copies' | 'blocks'): () => void;
  /** A try of twenty minutes ago was cut off. */
  abandon(): Promise<void>;
  /** Names of all that is in both containers, uncommitted or not. */
  left(): Promise<string[]>;
}

/** What CopyProbe promises. */
export function describeCopyProbeContract(name: string, setUp: () => CopyProbeUnderTest): void {
  describe(`CopyProbe: ${name}`, () => {
    it.each(['server', 'relay', 'auto'] as const)('copies as %s does, and leaves nothing behind', async (strategy) => {
      const { probe, source, target, left } = setUp();
      const tried = await probe.tryCopy(source, target, strategy);
      expect(tried).toMatchObject({ is: 'copied', by: strategy === 'auto' ? 'server' : strategy, left: [] });
      if (tried.is !== 'copied') throw new Error('Nothing was copied.');
      expect(tried).not.toHaveProperty('fallback');
      const { size, metadata, contentMd5 } = tried.sent;
      expect(tried.arrived).toMatchObject({ size, metadata, contentMd5 });
      expect(Object.keys(metadata)).not.toContain('category');
      expect(await left()).toEqual([]);
    });

    it('relays where the storage of the target does not copy, if the route allows it', async () => {
      const { probe, source, target, refuse, left } = setUp();
      const allow = refuse('copies');
      const fallback = { code: 'copy_source_refused' };
      expect(await probe.tryCopy(source, target, 'auto')).toMatchObject({ is: 'copied', by: 'relay', fallback });
      expect(await probe.tryCopy(source, target, 'server')).toMatchObject({
        is: 'refused',
        failure: fallback,
        left: [],
      });
      allow();
      expect(await left()).toEqual([]);
    });

    it('tells what the target refuses, and leaves nothing behind', async () => {
      const { probe, source, target, refuse, left } = setUp();
      const allow = refuse('blocks');
      const failure = { code: 'access_denied' };
      expect(await probe.tryCopy(source, target, 'auto')).toMatchObject({ is: 'refused', failure, left: [] });
      allow();
      expect(await left()).toEqual([]);
    });

    it('removes what a try left that was cut off', async () => {
      const { probe, source, target, abandon, left } = setUp();
      await abandon();
      expect(await left()).not.toEqual([]);
      await probe.tryCopy(source, target, 'auto');
      expect(await left()).toEqual([]);
    });
  });
}

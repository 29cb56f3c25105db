import type { Catalog } from '../../src/domain/ports/catalog';
import type { RouteEnd } from '../../src/domain/route';

/** A registry, and a way to push to it. */
export interface CatalogUnderTest {
  catalog: Catalog;
  end: RouteEnd;
  /** Pushes an image that was never pushed before; answers its digest. */
  push(repository: string, tag: string): Promise<string>;
}

const NOWHERE = `sha256:${'0'.repeat(64)}`;
let names = 0;

function newRepository(): string {
  names += 1;
  return `contract/app${names}`;
}

/** What a Catalog promises. */
export function describeCatalogContract(name: string, setUp: () => CatalogUnderTest): void {
  describe(`Catalog: ${name}`, () => {
    function begin() {
      const { catalog, end, push } = setUp();
      const repository = newRepository();
      const byTag = (tag: string) => catalog.findDigest(end, 'prod', { repository, tag });
      const byDigest = (digest: string) => catalog.findDigest(end, 'prod', { repository, digest });
      return { push: (tag: string) => push(repository, tag), byTag, byDigest };
    }

    it('an unknown repository, tag or digest is undefined', async () => {
      const { push, byTag, byDigest } = begin();
      expect([await byTag('v1'), await byDigest(NOWHERE)]).toEqual([undefined, undefined]);
      await push('v1');
      expect([await byTag('v2'), await byDigest(NOWHERE)]).toEqual([undefined, undefined]);
    });

    it('an image is found by its tag and by its digest', async () => {
      const { push, byTag, byDigest } = begin();
      const digest = await push('v1');
      expect([await byTag('v1'), await byDigest(digest)]).toEqual([digest, digest]);
    });

    it('a tag that moved has its new digest; the old one is still there', async () => {
      const { push, byTag, byDigest } = begin();
      const [old, moved] = [await push('v1'), await push('v1')];
      expect(moved).not.toBe(old);
      expect([await byTag('v1'), await byDigest(moved), await byDigest(old)]).toEqual([moved, moved, old]);
    });

    it('a repository does not have what another one has', async () => {
      const [one, other] = [begin(), begin()];
      const digest = await one.push('v1');
      expect([await other.byTag('v1'), await other.byDigest(digest)]).toEqual([undefined, undefined]);
    });
  });
}

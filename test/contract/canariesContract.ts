import type { Canary } from '../../src/domain/canary/canary';
import type { Canaries } from '../../src/domain/ports/canaries';
import { canary } from '../helpers/canary';

const sent = (id: string): Canary => canary({ id });

/** What all Canaries promise. @param setUp  gives an empty store */
export function describeCanariesContract(name: string, setUp: () => Canaries | Promise<Canaries>): void {
  describe(`Canaries: ${name}`, () => {
    it('each route has one of its own; what was written is read, until it is written over the version that was read', async () => {
      const canaries = await setUp();
      expect(await canaries.read('prod')).toBeUndefined();
      expect(await canaries.routes()).toEqual([]);
      expect(await canaries.write('prod', sent('a'), undefined)).toBe(true);
      expect(await canaries.routes()).toEqual(['prod']);
      const first = await canaries.read('prod');
      expect(first?.canary).toEqual(sent('a'));
      expect(await canaries.read('spare')).toBeUndefined();
      expect(await canaries.write('prod', sent('b'), first?.version)).toBe(true);
      expect((await canaries.read('prod'))?.canary).toEqual(sent('b'));
    });

    it('nothing is written, or removed, over what somebody else has written since', async () => {
      const canaries = await setUp();
      const all = await Promise.all(['a', 'b', 'c'].map((id) => canaries.write('prod', sent(id), undefined)));
      expect(all.filter(Boolean)).toHaveLength(1);
      const first = await canaries.read('prod');
      await canaries.write('prod', sent('d'), first?.version);
      expect(await canaries.write('prod', undefined, first?.version)).toBe(false);
      expect((await canaries.read('prod'))?.canary).toEqual(sent('d'));
      expect(await canaries.write('prod', undefined, (await canaries.read('prod'))?.version)).toBe(true);
      expect(await canaries.read('prod')).toBeUndefined();
    });
  });
}

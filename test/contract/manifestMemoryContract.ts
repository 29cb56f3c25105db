import type { ManifestFacts } from '../../src/domain/planning/manifestFacts';
import type { ManifestMemory } from '../../src/domain/ports/manifestMemory';
import { digestOf } from '../helpers/fakeRegistries';
import { routeEnd, SOURCE, TARGET } from '../helpers/route';

const facts = (name: string, more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  digest: digestOf(name),
  bytes: 9,
  largest: 7,
  ...more,
});
const ALL: ManifestFacts[] = [
  facts('a', { mediaType: 'application/x', subject: digestOf('s'), artifactType: 'text/plain' }),
  facts('b', { children: [digestOf('a')] }),
];

/** What every ManifestMemory promises. @param setUp  gives an empty one */
export function describeManifestMemoryContract(
  name: string,
  setUp: () => ManifestMemory | Promise<ManifestMemory>,
): void {
  describe(`ManifestMemory: ${name}`, () => {
    it('of what nobody told, nothing is known', async () => {
      const memory = await setUp();
      expect(await memory.recall(SOURCE, 'app')).toEqual([]);
    });

    it('what was told is known, of that repository of that registry alone; what is told later is added', async () => {
      const memory = await setUp();
      const long = Array.from({ length: 5 }, () => 'r'.repeat(50)).join('/');
      await memory.remember(SOURCE, long, ALL);
      await memory.remember(SOURCE, long, [facts('c'), ...ALL.slice(0, 1)]);
      const known = await memory.recall(routeEnd('builds', { registryId: SOURCE.registryId.toUpperCase() }), long);
      expect(known).toHaveLength(3);
      expect(known).toEqual(expect.arrayContaining([...ALL, facts('c')]));
      expect(await memory.recall(TARGET, long)).toEqual([]);
      expect(await memory.recall(SOURCE, 'app')).toEqual([]);
    });

    it('what may change is not kept', async () => {
      const memory = await setUp();
      await memory.remember(SOURCE, 'app', [facts('g', { gone: true }), facts('f', { hasForeignLayers: true })]);
      expect(await memory.recall(SOURCE, 'app')).toEqual([]);
    });
  });
}

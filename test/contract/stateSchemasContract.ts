import type { StateSchemas } from '../../src/domain/ports/stateSchemas';
import type { StateSchema } from '../../src/domain/stateSchema/stateSchema';

const schemaOf = (version: number): StateSchema => ({ version, writtenBy: '0.2.0', at: '2026-11-29T09:00:00.000Z' });

/** What every StateSchemas promises. @param setUp  gives a container that says nothing */
export function describeStateSchemasContract(name: string, setUp: () => StateSchemas | Promise<StateSchemas>): void {
  describe(`StateSchemas: ${name}`, () => {
    it('says nothing until it is written, then that', async () => {
      const store = await setUp();
      expect(await store.read()).toBeUndefined();
      expect(await store.write(schemaOf(1), undefined)).toBe(true);
      const first = await store.read();
      expect(first?.schema).toEqual(schemaOf(1));
      expect(await store.write(schemaOf(2), first?.version)).toBe(true);
      expect((await store.read())?.schema).toEqual(schemaOf(2));
    });

    it('of several who have read the same, one writes', async () => {
      const store = await setUp();
      const first = await Promise.all([1, 2, 3].map((version) => store.write(schemaOf(version), undefined)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const read = await store.read();
      const second = await Promise.all([4, 5, 6].map((version) => store.write(schemaOf(version), read?.version)));
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await store.write(schemaOf(7), read?.version)).toBe(false);
    });
  });
}

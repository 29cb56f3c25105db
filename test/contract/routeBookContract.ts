import type { RouteBook } from '../../src/domain/ports/routeBook';

/** What every book of routes promises, one that holds the route `prod` alone. */
export function describeRouteBookContract(name: string, setUp: () => RouteBook): void {
  describe(`RouteBook: ${name}`, () => {
    it('finds a route by its name, and nothing by another', async () => {
      const book = setUp();
      expect(await book.find('prod')).toMatchObject({
        name: 'prod',
        source: { pipeline: expect.any(String) as string },
      });
      expect(await book.find('other')).toBeUndefined();
      expect(await book.find('')).toBeUndefined();
    });

    it('lists what it finds, and no mistakes where there are none', async () => {
      const { routes, mistakes } = await setUp().load();
      expect([...routes.keys()]).toEqual(['prod']);
      expect(mistakes).toEqual([]);
    });
  });
}

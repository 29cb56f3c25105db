import type { RouteBook } from '../../src/domain/ports/routeBook';

/** What every book of routes promises, one that holds the route `prod` alone. */
export function describeRouteBookContract(name: string, setUp: () => RouteBook): void {
  describe(`RouteBook: ${name}`, () => {
    it('has its routes by their names, and no mistakes where there are none', async () => {
      const { routes, mistakes } = await setUp().load();
      expect([...routes.keys()]).toEqual(['prod']);
      expect(routes.get('prod')).toMatchObject({ name: 'prod', source: { pipeline: expect.any(String) as string } });
      expect(mistakes).toEqual([]);
    });
  });
}

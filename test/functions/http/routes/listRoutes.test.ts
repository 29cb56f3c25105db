import type { LoadedRoutes } from '../../../../src/domain/route';
import { listRoutes } from '../../../../src/functions/http/routes/listRoutes';

it('shows the mistakes of the file as it is: whoever asks may just have mended it', async () => {
  const stale = { path: 'routes.prod', problem: 'is missing', expected: 'a route' };
  const asRead = (mistakes: LoadedRoutes['mistakes']): LoadedRoutes => ({
    routes: new Map(),
    mistakes,
  });
  const routes = { load: async (asked?: { fresh: true }) => asRead(asked?.fresh ? [] : [stale]) };
  const pauses = { read: async () => ({ pauses: {} }) };

  const { jsonBody } = await listRoutes({ routes, pauses } as unknown as Parameters<typeof listRoutes>[0]);

  expect(jsonBody?.mistakes).toEqual([]);
});

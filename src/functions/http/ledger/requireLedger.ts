import { LedgerUnknownError } from '../../../domain/failures/errors';
import { ROUTE_NAME } from '../../../settings/routes/routesSchema';
import { requireRoutes } from '../../start/requireRoute';
import type { ApiDependencies } from '../dependencies';

/**
 * The route whose ledger a URL names. One that has delivered something has a ledger, also when it is not in the routes file
 * any more, or that file cannot be read; one of the file has one, also when it is empty or the route has mistakes.
 *
 * Errors: LedgerUnknownError, RoutesUnreadableError, those of the ledger.
 */
export async function requireLedger(
  { routes, ledger }: Pick<ApiDependencies, 'routes' | 'ledger'>,
  route: string | undefined,
): Promise<string> {
  if (route === undefined || !ROUTE_NAME.test(route)) throw new LedgerUnknownError(route ?? '');
  const { entries } = await ledger.find(route, {}, { limit: 1 });
  if (entries.length > 0) return route;
  const loaded = await requireRoutes(routes);
  const isInFile = loaded.routes.has(route) || loaded.mistakes.some((mistake) => mistake.route === route);
  if (!isInFile) throw new LedgerUnknownError(route);
  return route;
}

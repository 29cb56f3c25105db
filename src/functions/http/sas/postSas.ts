import { SasUndescribedError } from '../../../domain/failures/errors';
import { endsOf } from '../../runs/endsOf';
import { issueSas, type IssuedSas } from '../../sas/issueSas';
import { requireOwnSecret, sasEndOf, type SasEnd } from '../../sas/sasEnds';
import { requireRoute, requireRoutes } from '../../start/requireRoute';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { IssueSasQuery } from './sasQuery';
import type { SasIssued } from '../schemas/sasView';

/**
 * POST /api/routes/{route}/sas: issues the SAS of the pipelines whose `sas` the routes file describes, and puts them into their secrets. A
 * good one is kept, unless `renew` is asked for. The answer shows no SAS. A body is not read.
 *
 * Errors: SasUndescribedError, those of issueSas and requireRoute: that of one end once the other one is dealt with.
 */
export async function postSas(
  deps: Pick<ApiDependencies, 'settings' | 'routes' | 'sasSecrets' | 'sasIssuer' | 'machine'>,
  { request, context, query }: ApiCall<IssueSasQuery>,
): Promise<JsonAnswer<SasIssued>> {
  const route = await requireRoute(deps.routes, request.params['route'] ?? '');
  const loaded = await requireRoutes(deps.routes);
  const ends = endsOf(route, query.end);
  const described = ends.flatMap((at) => sasEndOf(route.name, at) ?? []);
  if (described.length === 0) {
    const names = ends.map(({ name }) => `the ${name}`);
    throw new SasUndescribedError(route.name, names);
  }
  const caller = callerOf(request, deps.settings.trustSignIn).name;
  const settled = await Promise.allSettled(described.map((at) => issue(at)));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const sas = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return { jsonBody: { route: route.name, dryRun: query.dryRun, sas } };

  async function issue(at: SasEnd): Promise<SasIssued['sas'][number]> {
    requireOwnSecret(loaded.routes.values(), at);
    const issued = await issueSas(deps, at, query);
    if (issued.outcome === 'issued')
      context.info(`A SAS was put into ${at.secretUri}/${issued.version} for ${caller}: ${issued.why}`);
    return view(at, issued);
  }
}

function view({ name, secretUri, wanted }: SasEnd, issued: IssuedSas): SasIssued['sas'][number] {
  const { startsAt, expiresAt, ...rest } = issued;
  return {
    ...{ end: name, secretUri, kind: wanted.kind, ...rest },
    startsAt: new Date(startsAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

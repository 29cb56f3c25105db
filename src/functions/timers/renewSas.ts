import type { RouteBook } from '../../domain/ports/routeBook';
import type { Route } from '../../domain/route';
import { expiryWarning } from '../../domain/sas/expiryWarning';
import { endsOf, type NamedEnd } from '../runs/endsOf';
import { issueSas, type SasDependencies } from '../sas/issueSas';
import { lookAtSas } from '../sas/lookAtSas';
import { requireOwnSecret, sasEndOf, sasSecretsOf, type NamedSecret } from '../sas/sasEnds';
import { requireRoutes } from '../start/requireRoute';
import { tellTrouble, type TickLog } from './trouble';

/** What it takes to renew SAS. */
export type RenewalDependencies = SasDependencies & { routes: RouteBook };

/** Where it says what it did, and could not do. */
interface RenewalLog extends TickLog {
  info(text: string): void;
}

/**
 * Renews each SAS of the app's own making that ends before a run could that begins now, and warns of the others before they end. It goes by
 * what the secrets say: any number of hosts and looks come to the same. A secret that the app never wrote is left as it is. Never rejects:
 * what is wrong is logged, and the next look tries again.
 *
 * @param budgetMs  milliseconds after which nothing more is begun
 */
export async function renewSas(deps: RenewalDependencies, log: RenewalLog, budgetMs: number): Promise<void> {
  const end = deps.machine.now() + budgetMs;
  try {
    const { routes } = await requireRoutes(deps.routes);
    for (const route of routes.values()) {
      for (const at of endsOf(route)) {
        for (const secret of sasSecretsOf(at.end)) {
          if (deps.machine.now() >= end) return;
          const what = `The SAS in ${secret.secretUri} of the route ${route.name} could not be looked after`;
          await lookAfter(deps, { routes: [...routes.values()], route, at, secret }, log).catch((error: unknown) =>
            tellTrouble(log, what, error),
          );
        }
      }
    }
  } catch (error) {
    tellTrouble(log, 'No SAS could be looked after', error);
  }
}

async function lookAfter(
  deps: RenewalDependencies,
  { routes, route, at, secret }: { routes: Route[]; route: Route; at: NamedEnd; secret: NamedSecret },
  log: RenewalLog,
): Promise<void> {
  const found = await lookAtSas(deps, route.name, at, secret);
  const own = sasEndOf(route.name, at);
  if (found?.managed && own) {
    requireOwnSecret(routes, own);
    const { outcome, version, why, expiresAt } = await issueSas(deps, own, { dryRun: false, renew: false });
    if (outcome !== 'issued') return;
    const until = new Date(expiresAt).toISOString();
    log.info(`The SAS in ${secret.secretUri} was renewed until ${until}, as version ${version}: ${why}`);
    return;
  }
  const warning = found?.facts.expiresAt && expiryWarning(found.facts.expiresAt, deps.machine.now());
  if (!warning) return;
  const next = own ? `POST /api/routes/${route.name}/sas has the app make and renew it.` : 'Put a new one there.';
  log.warn(
    `The SAS in ${secret.secretUri}, of the ${at.name} of the route ${route.name}, ${warning}. Nobody renews it. ${next}`,
  );
}

import { SecretUnavailableError } from '../../domain/failures/errors';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { Route } from '../../domain/route';
import { expiryWarning, HOUR_MS, isFirstOfDay } from '../../domain/sas/expiryWarning';
import { logEvent } from '../../domain/telemetry/logEvent';
import { sasSeen } from '../../domain/telemetry/sasSeen';
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
 * @param budgetMs  milliseconds after which nothing more is begun. A slow vault keeps no other waiting, and in each vault every hour begins
 *   one secret further on: none waits for its turn for ever
 */
export async function renewSas(deps: RenewalDependencies, log: RenewalLog, budgetMs: number): Promise<void> {
  const end = deps.machine.now() + budgetMs;
  try {
    const { routes } = await requireRoutes(deps.routes);
    const loaded = [...routes.values()];
    const all = loaded.flatMap((route) =>
      endsOf(route).flatMap((at) => sasSecretsOf(at.end).map((secret) => ({ routes: loaded, route, at, secret }))),
    );
    await Promise.all(byVault(all).map((some) => inTurn(some)));
  } catch (error) {
    tellTrouble(log, 'No SAS could be looked after', error);
  }

  async function inTurn(some: readonly Looked[]): Promise<void> {
    const first = Math.floor(deps.machine.now() / HOUR_MS) % some.length;
    for (const one of [...some.slice(first), ...some.slice(0, first)]) {
      if (deps.machine.now() >= end) return;
      await lookAfter(deps, one, log).catch((error: unknown) => tellOf(one, error));
    }
  }

  /** A secret that the pipeline alone reads may be none of the app's to read: that is told once a day. */
  function tellOf({ route, at, secret }: Looked, error: unknown): void {
    const isOfPipeline = !secret.usedBy.includes('app') && at.end.pipelineSettings?.sas === undefined;
    const isHushed = error instanceof SecretUnavailableError && isOfPipeline;
    if (isHushed && !isFirstOfDay(deps.machine.now())) return;
    tellTrouble(log, `The SAS in ${secret.secretUri} of the route ${route.name} could not be looked after`, error);
  }
}

interface Looked {
  routes: Route[];
  route: Route;
  at: NamedEnd;
  secret: NamedSecret;
}

/** Two ends with one secret are in one vault, and so one after the other. */
function byVault(all: readonly Looked[]): Looked[][] {
  const vaults = new Map<string, Looked[]>();
  for (const one of all) {
    const { host } = new URL(one.secret.secretUri);
    vaults.set(host, [...(vaults.get(host) ?? []), one]);
  }
  return [...vaults.values()];
}

async function lookAfter(
  deps: RenewalDependencies,
  { routes, route, at, secret }: Looked,
  log: RenewalLog,
): Promise<void> {
  const found = await lookAtSas(deps, route.name, at, secret);
  const own = sasEndOf(route.name, at);
  const { secretUri } = secret;
  const tellSeen = (managed: boolean, times: { expiresAt: number; renewsAt?: number | undefined }): void =>
    log.info(logEvent('sasSeen', sasSeen({ route: route.name, end: at.name, secretUri, managed }, times)));
  const end = found?.facts.expiresAt;
  if (found && end !== undefined) tellSeen(found.managed, { expiresAt: end, renewsAt: found.renewsAt });
  if (found?.managed && own) {
    requireOwnSecret(routes, own);
    const { outcome, version, why, expiresAt } = await issueSas(deps, own, { dryRun: false, renew: false });
    if (outcome !== 'issued') return;
    const until = new Date(expiresAt).toISOString();
    log.info(`The SAS in ${secretUri} was renewed until ${until}, as version ${version}: ${why}`);
    tellSeen(true, { expiresAt });
    return;
  }
  const warning = end !== undefined && expiryWarning(end, deps.machine.now());
  if (!warning) return;
  const next = own ? `POST /api/routes/${route.name}/sas has the app make and renew it.` : 'Put a new one there.';
  log.warn(
    `The SAS in ${secretUri}, of the ${at.name} of the route ${route.name}, ${warning}. Nobody renews it. ${next}`,
  );
}

import { ConfirmationRequiredError, FerryError } from '../../../domain/failures/errors';
import { internalError } from '../../../domain/failures/failure';
import { hasEnded } from '../../../domain/retention/decideRun';
import type { Verdict } from '../../../domain/retention/verdict';
import { decideDeletion } from '../../../domain/runs/decideDeletion';
import type { RunDetails } from '../../../domain/runs/runDetails';
import { isMeant } from '../../../domain/runs/runFilter';
import { slicesOf } from '../../../domain/slices';
import { endsOf, type NamedEnd } from '../../runs/endsOf';
import { pagesOfRuns } from '../../runs/pagesOfRuns';
import { removeRun } from '../../runs/removeRun';
import { createRunStandings } from '../../runs/runStandings';
import { requireRoute } from '../../start/requireRoute';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { toRunFilter, type CleanQuery } from './runsQuery';
import type { RunCleaning, RunRemoval } from '../schemas/runView';

type Dependencies = Pick<ApiDependencies, 'settings' | 'routes' | 'pipelineRuns' | 'transfers' | 'machine'>;

/** Whoever waits for the answer gives up after 230 s; half of the time is for the lists, which may be long, half for the deletions. */
const BUDGET_MS = 160_000;
const AT_ONCE = 4;
const MOST_KEPT_SHOWN = 200;

/** How its transfer stands does not matter: the run may go on. */
const NOT_ASKED = { is: 'none' } as const;

/** A run that is meant, and what is to become of it. */
interface Decided {
  at: NamedEnd;
  run: RunDetails;
  verdict: Verdict;
}

/**
 * DELETE /api/routes/{route}/runs: has the registries forget the runs that the query means and that have ended, up to `limit` of them.
 * All are decided on before the first is deleted, because the service cuts its list anew when one goes.
 *
 * Errors: ConfirmationRequiredError; those of requireRoute, of the app's own store and of the registry's management plane. What cannot
 * be deleted keeps nothing else from being.
 */
export async function cleanRuns(
  deps: Dependencies,
  { request, context, query }: ApiCall<CleanQuery>,
): Promise<JsonAnswer<RunCleaning>> {
  const route = await requireRoute(deps.routes, request.params['route'] ?? '');
  const { dryRun, confirm } = query;
  const startedAt = deps.machine.now();
  const overAt = startedAt + BUDGET_MS;
  const { decided, complete } = await decide(deps, endsOf(route, query.end), query, startedAt + BUDGET_MS / 2);
  const toRemove = decided.filter(({ verdict }) => verdict.action === 'remove');
  if (!dryRun && confirm !== route.name) {
    const count = toRemove.length === 1 ? '1 pipeline run' : `${toRemove.length} pipeline runs`;
    const subject = `${complete ? '' : 'at least '}${count} of the registries of the route "${route.name}"`;
    throw new ConfirmationRequiredError(route.name, subject, 'the registries are to forget these runs');
  }
  const kept = decided.filter(({ verdict }) => verdict.action === 'keep').map((one) => removalOf(one, 'kept'));
  const done: RunRemoval[] = [];
  for (const some of slicesOf(toRemove, AT_ONCE)) {
    if (!dryRun && deps.machine.now() >= overAt) break;
    done.push(...(await Promise.all(some.map((one) => (dryRun ? removalOf(one, 'wouldRemove') : remove(deps, one))))));
  }
  const all = [...done, ...kept];
  const count = (outcome: RunRemoval['outcome']): number => all.filter((one) => one.outcome === outcome).length;
  const counts = {
    ...{ removed: count('removed'), removing: count('removing'), wouldRemove: count('wouldRemove') },
    ...{ kept: count('kept'), failed: count('failed') },
  };
  if (!dryRun) {
    const caller = callerOf(request, deps.settings.trustSignIn).name;
    context.info(
      `${counts.removed + counts.removing} pipeline runs of the route ${route.name} were deleted for ${caller}.`,
    );
  }
  const isDone = complete && done.length === toRemove.length;
  const runs = [...done, ...kept.slice(0, MOST_KEPT_SHOWN)];
  return { jsonBody: { route: route.name, dryRun, complete: isDone, counts, runs } };
}

async function decide(
  deps: Dependencies,
  ends: NamedEnd[],
  query: CleanQuery,
  overAt: number,
): Promise<{ decided: Decided[]; complete: boolean }> {
  const filter = toRunFilter(query);
  const standingOf = createRunStandings(deps.transfers);
  const decided: Decided[] = [];
  let left = query.limit;
  for await (const { at, runs, next } of pagesOfRuns(deps, ends)) {
    for (const { run, after } of runs) {
      if (!isMeant(run, filter, at.name, at.end)) continue;
      const standing = hasEnded(run) ? await standingOf(run) : NOT_ASKED;
      const verdict = decideDeletion(run, standing, deps.machine.now());
      decided.push({ at, run, verdict });
      if (verdict.action === 'remove') left -= 1;
      if (left === 0) return { decided, complete: after === undefined };
    }
    if (next && deps.machine.now() >= overAt) return { decided, complete: false };
  }
  return { decided, complete: true };
}

async function remove(deps: Dependencies, one: Decided): Promise<RunRemoval> {
  try {
    const removal = await removeRun(deps, one.at.end, one.run);
    return removal.outcome === 'kept'
      ? { ...removalOf(one, 'kept'), why: removal.why }
      : removalOf(one, removal.outcome);
  } catch (error) {
    const failure = error instanceof FerryError ? error.toFailure() : internalError(error);
    return { ...removalOf(one, 'failed'), failure };
  }
}

function removalOf({ at, run, verdict }: Decided, outcome: RunRemoval['outcome']): RunRemoval {
  return { end: at.name, name: run.name, outcome, why: verdict.why };
}

import { sweep } from '../../sweep/sweep';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { SweepView } from '../schemas/sweepView';

/** Whoever waits for the answer gives up at some time. */
const BUDGET_MS = 60_000;

/**
 * POST /api/sweep: what the timer does, now; answers with the summary. Where the time was not enough it is not complete, and the next one
 * goes on there.
 *
 * Errors: those of the app's own store.
 */
export async function postSweep(deps: ApiDependencies, { request, context }: ApiCall): Promise<JsonAnswer<SweepView>> {
  const startedBy = callerOf(request, deps.settings.trustSignIn);
  const asked = { startedBy, budgetMs: BUDGET_MS };
  return { jsonBody: await sweep(deps, deps.instancesFor(context), context, asked) };
}

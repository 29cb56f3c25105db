import { changePauses } from '../../../domain/pause/changePauses';
import { beginDrain, endDrain } from '../../../domain/pause/drain';
import { listAlive } from '../../drain/listAlive';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { readPauseWord } from '../pauses/readPauseWord';
import type { DrainView } from '../schemas/drainView';
import { viewDrain } from './viewDrain';

/** POST /api/drain: nothing new starts until somebody ends the drain, and what runs goes on; answers with what is alive. */
export function postDrain(deps: ApiDependencies, call: ApiCall): Promise<JsonAnswer<DrainView>> {
  return change(deps, call, beginDrain);
}

/** POST /api/drain/end: what starts by itself does so again, and whoever asks may start something. */
export function postDrainEnd(deps: ApiDependencies, call: ApiCall): Promise<JsonAnswer<DrainView>> {
  return change(deps, call, endDrain);
}

/**
 * GET /api/drain: whether the app is drained, and what is alive.
 *
 * Errors: those of listAlive.
 */
export async function getDrain(
  deps: ApiDependencies,
  { context, apiUrl }: Pick<ApiCall, 'context' | 'apiUrl'>,
): Promise<JsonAnswer<DrainView>> {
  // First the drain: what passed its look before is on the index by then.
  const { drain } = (await deps.pauses.read()).pauses;
  return { jsonBody: viewDrain(apiUrl, drain, await listAlive(deps, deps.instancesFor(context))) };
}

async function change(
  deps: ApiDependencies,
  call: ApiCall,
  beginOrEnd: typeof beginDrain | typeof endDrain,
): Promise<JsonAnswer<DrainView>> {
  const word = readPauseWord(deps, call);
  await changePauses(deps, (before) => beginOrEnd(before, word));
  return getDrain(deps, call);
}

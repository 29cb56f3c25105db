import { changePauses } from '../../../domain/pause/changePauses';
import { pause, resume } from '../../../domain/pause/pauses';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { readPauseWord } from './readPauseWord';
import { requireKnownRoute } from '../routes/requireKnownRoute';
import type { PauseAnswer } from '../schemas/pauseView';
import { viewPause } from './viewPause';

/** POST /api/routes/{route}/pause, and /api/pause for all: nothing new starts by itself until somebody resumes. */
export function pauseRoute(deps: ApiDependencies, call: ApiCall): Promise<JsonAnswer<PauseAnswer>> {
  return change(deps, call, pause);
}

/** POST /api/routes/{route}/resume, and /api/resume for all. A pause of all routes is not ended for a single one. */
export function resumeRoute(deps: ApiDependencies, call: ApiCall): Promise<JsonAnswer<PauseAnswer>> {
  return change(deps, call, resume);
}

async function change(
  deps: ApiDependencies,
  call: ApiCall,
  beginOrEnd: typeof pause | typeof resume,
): Promise<JsonAnswer<PauseAnswer>> {
  const word = readPauseWord(deps, call);
  const named = call.request.params['route'];
  const route = named === undefined ? undefined : await requireKnownRoute(deps, named);
  const pauses = await changePauses(deps, (before) => beginOrEnd(before, route, word));
  return { jsonBody: { ...(route !== undefined && { route }), ...viewPause(pauses, route) } };
}

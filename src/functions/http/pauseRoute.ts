import { z } from 'zod';
import { RequestInvalidError } from '../../domain/failures/errors';
import { changePauses } from '../../domain/pause/changePauses';
import { pause, resume, type PauseWord } from '../../domain/pause/pauses';
import { redact } from '../../domain/redact';
import { expecting } from '../../domain/validation/expectation';
import { strictObject } from '../../domain/validation/fields';
import { validate } from '../../domain/validation/validate';
import { BODY } from '../../domain/validation/wording';
import { callerOf } from './caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { readOptionalJson } from './readJson';
import { requireKnownRoute } from './requireKnownRoute';
import type { PauseAnswer } from './schemas/pauseView';
import { viewPause } from './viewPause';

const LONGEST_REASON = 500;

const bodySchema = strictObject(
  {
    reason: expecting(z.string().min(1).max(LONGEST_REASON), {
      expected: `a text of 1 to ${LONGEST_REASON} characters`,
    }).exactOptional(),
  },
  'no body, or a JSON object with "reason"',
);

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
  { request }: ApiCall,
  beginOrEnd: typeof pause | typeof resume,
): Promise<JsonAnswer<PauseAnswer>> {
  const { settings, machine } = deps;
  const reason = readReason(await readOptionalJson(request, settings.maxBodyBytes));
  const named = request.params['route'];
  const route = named === undefined ? undefined : await requireKnownRoute(deps, named);
  const word: PauseWord = {
    at: new Date(machine.now()).toISOString(),
    by: callerOf(request, settings.trustSignIn),
    ...(reason !== undefined && { reason }),
  };
  const pauses = await changePauses(deps, (before) => beginOrEnd(before, route, word));
  return { jsonBody: { ...(route !== undefined && { route }), ...viewPause(pauses, route) } };
}

/** People paste what they see: a key must not stay in the state, or be shown to others. */
function readReason(body: unknown): string | undefined {
  const checked = validate(bodySchema, body === undefined ? {} : body, { wording: BODY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  const { reason } = checked.value;
  return reason === undefined ? undefined : redact(reason);
}

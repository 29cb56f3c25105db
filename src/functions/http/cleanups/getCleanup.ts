import { CleanupUnknownError } from '../../../domain/failures/errors';
import { isCleanupId } from '../../../domain/names';
import type { Cleanups } from '../../../domain/ports/cleanups';
import type { Cleanup } from '../../../domain/retention/cleanup';
import { takeUpCleanup } from '../../start/startCleanup';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { CleanupView } from '../schemas/cleanupView';
import { answerCleanup } from './viewCleanup';

/** GET /api/cleanups/{id}: how a cleanup stands, or ended. One that was cut off is taken up. */
export async function getCleanup(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<CleanupView>> {
  const cleanup = await requireCleanup(deps.cleanups, request.params['id']);
  return answerCleanup(apiUrl, await takeUpCleanup(deps, deps.instancesFor(context), cleanup, context));
}

/** The cleanup that a URL names. Throws CleanupUnknownError. */
export async function requireCleanup(cleanups: Cleanups, id: string | undefined): Promise<Cleanup> {
  const found = id !== undefined && isCleanupId(id) ? await cleanups.find(id) : undefined;
  if (!found) throw new CleanupUnknownError(id ?? '');
  return found;
}

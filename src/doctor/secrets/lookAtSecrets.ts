import { notCheckable, ok, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { worstFound } from '../worstFound';
import { usedSecrets, type UsedSecret } from './usedSecrets';

/** Looks at each secret that is in use at one end. */
export async function lookAtSecrets(
  deps: DoctorDependencies,
  at: EndOfRoute,
  look: (secret: UsedSecret) => Promise<Found> | Found,
): Promise<Found> {
  const secrets = await usedSecrets(deps, at);
  if (secrets.length > 0) return worstFound(await Promise.all(secrets.map(look)));
  const isKnown =
    at.end.pipelineSettings !== undefined || (await deps.routePipelines.find(at.name, at.end)) !== undefined;
  return isKnown
    ? ok('Neither the pipeline nor the app uses a SAS here.')
    : notCheckable('There is no pipeline that names a secret.');
}

import type { Canary } from '../../domain/canary/canary';
import type { Instances } from '../../domain/ports/instances';
import { redact } from '../../domain/redact';
import type { Log } from '../start/takeUp';
import type { CanaryDependencies } from './dependencies';
import { isWeather } from './isWeather';
import { lookAfterCanary } from './lookAfterCanary';

/**
 * Looks after a canary, and shows it as it stands where something that passes keeps it from coming further: who asks sees what is
 * known, and the next look goes on.
 *
 * Errors: those of lookAfterCanary that do not pass by themselves, and those of the app's own store.
 */
export async function watchCanary(
  deps: CanaryDependencies,
  instances: Instances,
  known: Canary,
  log: Log,
): Promise<Canary> {
  try {
    return await lookAfterCanary(deps, instances, known, log);
  } catch (error) {
    if (!isWeather(error)) throw error;
    log.warn(
      redact(`The canary of the route ${known.route} comes no further now; the next look goes on: ${String(error)}`),
    );
    return (await deps.canaries.read(known.route))?.canary ?? known;
  }
}

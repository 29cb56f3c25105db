import { redact } from '../../domain/redact';
import type { Instances } from '../../domain/ports/instances';
import { requireRoutes } from '../start/requireRoute';
import type { Log } from '../start/takeUp';
import type { CanaryDependencies } from './dependencies';
import { lookAfterCanary } from './lookAfterCanary';

/** Looks after the canaries of all routes: those that nobody asks for any more are seen to their end, too. Never rejects. */
export async function lookAfterCanaries(deps: CanaryDependencies, instances: Instances, log: Log): Promise<void> {
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn(redact(`${what} could not be looked after: ${String(error)}`));
    }
  };
  await attempt('The canaries', async () => {
    for (const route of (await requireRoutes(deps.routes)).routes.keys()) {
      await attempt(`The canary of the route ${route}`, async () => {
        const found = await deps.canaries.read(route);
        if (found) await lookAfterCanary(deps, instances, found.canary, log);
      });
    }
  });
}

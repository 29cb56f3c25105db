import { redact } from '../../domain/redact';
import type { Instances } from '../../domain/ports/instances';
import { requireRoutes } from '../start/requireRoute';
import type { Log } from '../start/takeUp';
import type { CanaryDependencies } from './dependencies';
import { lookAfterCanary } from './lookAfterCanary';

/**
 * Looks after the canaries of all routes: those that nobody asks for any more are seen to their end, too. Never rejects.
 *
 * @param budgetMs  milliseconds after which no further route is begun
 */
export async function lookAfterCanaries(
  deps: CanaryDependencies,
  instances: Instances,
  log: Log,
  budgetMs: number,
): Promise<void> {
  const { machine } = deps;
  const end = machine.now() + budgetMs;
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn(redact(`${what} could not be looked after: ${String(error)}`));
    }
  };
  await attempt('The canaries', async () => {
    const names = [...(await requireRoutes(deps.routes)).routes.keys()];
    // Where the time never lasts for all, it is not always the same ones that have to wait.
    const first = Math.floor(machine.random() * names.length);
    for (const route of [...names.slice(first), ...names.slice(0, first)]) {
      if (machine.now() >= end) return;
      await attempt(`The canary of the route ${route}`, async () => {
        const found = await deps.canaries.read(route);
        if (found) await lookAfterCanary(deps, instances, found.canary, log);
      });
    }
  });
}

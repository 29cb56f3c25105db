import type { OrchestrationContext, Task } from 'durable-functions';
import { bindActivities, type Activities } from '../../src/activities/activities';
import type { ActivityDependencies } from '../../src/activities/dependencies';
import { partsOf, type Cleanup } from '../../src/domain/retention/cleanup';
import { removeExpired, type RemoveExpiredInput } from '../../src/orchestrations/removeExpired';
import type { Instances } from '../../src/domain/ports/instances';
import { NO_INSTANCES } from '../helpers/fakes';
import { outside } from '../sim/app/appProcess';

/** Thrown where the process dies. */
class Killed extends Error {}

/** The ports of the cleanup, in a process that dies at one of their calls: before it acts, or after it acted and was not heard. */
export function dyingAt(
  deps: ActivityDependencies,
  hub: Instances,
  step: number,
): { deps: ActivityDependencies; instances: Instances; isDead(): boolean } {
  let steps = 0;
  const mayDie = (): void => {
    if (steps++ >= step) throw new Killed();
  };
  const mortal = <Port extends object>(port: Port): Port =>
    outside(port, async (_method, _input, action) => {
      mayDie();
      const answer = await action();
      mayDie();
      return answer;
    });
  const { pipelineRuns, storedBlobs, blockLists, transfers, cleanups, pages, removals, schedules, pushes } = deps;
  return {
    deps: {
      ...deps,
      ...{ pipelineRuns: mortal(pipelineRuns), storedBlobs: mortal(storedBlobs), blockLists: mortal(blockLists) },
      ...{ transfers: mortal(transfers), cleanups: mortal(cleanups), pages: mortal(pages) },
      ...{ removals: mortal(removals), schedules: mortal(schedules), pushes: mortal(pushes) },
    },
    instances: mortal(hub),
    isDead: () => steps > step,
  };
}

type Asked = { name: keyof Activities; input: object } | { until: Date };

/**
 * Runs a cleanup, step by step as a task hub would, from the beginning or from where an earlier life came to.
 *
 * @returns undefined once it has ended; where the process died: what the task hub would go on with
 */
export async function driveCleanup(
  deps: ActivityDependencies,
  cleanup: Cleanup,
  options: { from?: RemoveExpiredInput; isDead?: () => boolean; instances?: Instances } = {},
): Promise<RemoveExpiredInput | undefined> {
  const { isDead = () => false, instances = NO_INSTANCES } = options;
  const activities = bindActivities(deps, () => instances) as unknown as Record<string, (input: object) => unknown>;
  const { id, dryRun, routes } = cleanup;
  let input = options.from ?? { cleanupId: id, dryRun, parts: partsOf(routes) };
  let now = deps.machine.now();
  for (;;) {
    const continued: RemoveExpiredInput[] = [];
    const df = {
      instanceId: id,
      get currentUtcDateTime() {
        return new Date(now);
      },
      setCustomStatus: () => undefined,
      callActivity: (name: string, given: object) => ({ name, input: given }),
      createTimer: (until: Date) => ({ until }),
      continueAsNew: (given: RemoveExpiredInput) => continued.push(given),
    };
    const steps = removeExpired({ df } as unknown as OrchestrationContext, input) as Generator<Task, unknown>;
    for (let step = steps.next(); !step.done;) {
      const asked = step.value as unknown as Asked;
      if ('until' in asked) now = Math.max(now, asked.until.getTime());
      const answer = 'until' in asked ? undefined : await activities[asked.name]?.(asked.input);
      if (isDead()) return input;
      step = steps.next(JSON.parse(JSON.stringify(answer ?? null)));
    }
    const [next] = continued;
    if (!next) return undefined;
    input = JSON.parse(JSON.stringify(next)) as RemoveExpiredInput;
  }
}

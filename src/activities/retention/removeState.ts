import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { Instances } from '../../domain/ports/instances';
import type { CleanupItem } from '../../domain/retention/cleanup';
import type { ActivityDependencies } from '../dependencies';
import { dealWithPage, LEFT, type RemovedPage } from './dealWithPage';
import { createJudge, type JudgingDependencies } from './judgeTransfer';
import type { OfCleanup } from './ofCleanup';

type Dependencies = JudgingDependencies &
  Pick<ActivityDependencies, 'cleanups' | 'removals'> & { instances: Pick<Instances, 'find' | 'purge'> };

/**
 * Removes what a page of decisions says of the app's own state, each after another look: a transfer that somebody needs again, and a
 * history that began anew, stay. Errors: those of `dealWithPage`.
 */
export function removeState(deps: Dependencies, input: OfCleanup & { page: string }): Promise<RemovedPage> {
  let judge: ReturnType<typeof createJudge> | undefined;
  return dealWithPage(deps, input, {
    groupsOf: (items) => [items],
    removeItem: (cleanup, item, isOver) => {
      judge ??= createJudge(deps, cleanup);
      return item.kind === 'history' ? removeHistory(deps, item) : removeTransfer(deps, judge, item, isOver);
    },
  });
}

async function removeHistory(
  { instances }: Dependencies,
  { name, createdAt }: CleanupItem,
): Promise<string | undefined> {
  const found = await instances.find(name);
  if (!found) return undefined;
  if (found.state !== 'ended' || found.createdAt.toISOString() !== createdAt)
    return 'It was started again since it was decided on.';
  return purge(instances, name);
}

async function purge(instances: Dependencies['instances'], id: string): Promise<undefined> {
  await instances.purge(id);
  if (!(await instances.find(id))) return undefined;
  const words = 'the task hub accepted that, and still shows it.';
  throw new ServiceUnavailableError(`remove the history of the orchestration ${id}`, { words });
}

/**
 * The order makes every end a whole one: as long as there is the record, all but its history is there, and its report keeps it from being
 * started again; once it is buried there is no such transfer, and none of that id can begin before all is gone. What was begun and cut
 * off, the next cleanup finds by its line. The task hub is another service than the store: where it refuses, nothing is buried.
 */
async function removeTransfer(
  deps: Dependencies,
  judge: ReturnType<typeof createJudge>,
  { name: id, route, createdAt }: CleanupItem,
  isOver: () => boolean,
): Promise<string | undefined | typeof LEFT> {
  const { transfers, removals, instances } = deps;
  if (route === undefined || createdAt === undefined)
    throw new Error(`The transfer ${id} was decided on without a line.`);
  const line = { id, route, createdAt };
  const record = await transfers.find(id);
  if (record?.createdAt === createdAt) {
    const judged = await judge(line);
    if (judged?.action !== 'remove') {
      // It may have been hidden before.
      await transfers.index(record, (await transfers.readReport(id))?.outcome ?? 'running');
      return judged?.why ?? 'Its route, or what it says of retention, is not what it was.';
    }
    if ((await instances.find(id))?.state === 'ended') await purge(instances, id);
  }
  await removals.hide(line);
  const buried = await removals.bury(line);
  if (buried) {
    const cleared = await removals.clear(buried, isOver);
    if (cleared === 'some') return LEFT;
    if (cleared === 'newer') return 'Something of it was written while it was removed: the next cleanup removes that.';
    await removals.free(buried);
  }
  await transfers.removeFromIndex(line);
  return undefined;
}

import { mapConcurrently } from '../../src/activities/mapConcurrently';
import type { CopyStrategyName } from '../../src/domain/copy/copyPlan';
import { connectDirectCopy } from './directCopy';
import { copyBare, type BareLoopOptions } from './bareLoop';
import type { CopyJob } from './job';

/** What a worker process is asked to do. */
export type WorkerTask =
  | { kind: 'direct'; strategy: CopyStrategyName; allLanes?: true; routesFile: string; route: string; job: CopyJob }
  | { kind: 'bare'; options: BareLoopOptions; job: CopyJob };

/** What it sends: that it is ready for a task, then how long that took or why it failed. */
export type WorkerMessage = { ready: true } | { seconds: number } | { error: string };

process.once('message', (task: WorkerTask) => {
  const began = performance.now();
  run(task).then(
    () => send({ seconds: (performance.now() - began) / 1000 }),
    (error: unknown) => send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.once('disconnect', () => process.exit(1));
send({ ready: true });

async function run(task: WorkerTask): Promise<void> {
  if (task.kind === 'bare') return copyBare(task.job, task.options);
  const { names } = task.job;
  const direct = await connectDirectCopy(task.routesFile, task.route, task.strategy);
  const blocksAtOnce = task.allLanes ? direct.blocksOfAllLanes : undefined;
  if (names.length === 1) return direct.copy(names[0] ?? '', blocksAtOnce);
  await mapConcurrently(names, direct.blobsAtOnce, (name) => direct.copy(name, 1));
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}

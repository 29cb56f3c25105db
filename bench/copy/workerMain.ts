import { mapConcurrently } from '../../src/activities/mapConcurrently';
import type { CopyStrategyName } from '../../src/domain/copy/copyPlan';
import { connectEngine } from './engine';
import { copyBare, type BareOptions } from './bareLoop';
import type { CopyJob } from './job';

/** What a worker process is asked to do. */
export type WorkerTask =
  | { kind: 'engine'; strategy: CopyStrategyName; routesFile: string; route: string; job: CopyJob }
  | { kind: 'bare'; options: BareOptions; job: CopyJob };

/** What it says: that it is ready to be asked, then how long it took or why it failed. */
export type WorkerWord = { ready: true } | { seconds: number } | { error: string };

process.once('message', (task: WorkerTask) => {
  const began = performance.now();
  run(task).then(
    () => say({ seconds: (performance.now() - began) / 1000 }),
    (error: unknown) => say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.once('disconnect', () => process.exit(1));
say({ ready: true });

async function run(task: WorkerTask): Promise<void> {
  if (task.kind === 'bare') return copyBare(task.job, task.options);
  const { names } = task.job;
  const engine = await connectEngine(task.routesFile, task.route, task.strategy);
  if (names.length === 1) return engine.copy(names[0] ?? '');
  await mapConcurrently(names, engine.blobsAtOnce, (name) => engine.copy(name, 1));
}

function say(word: WorkerWord): void {
  process.send?.(word);
}

import { fork } from 'node:child_process';
import path from 'node:path';
import { watchUsage } from '../measure/usage';
import type { CopyRun } from './job';
import type { WorkerTask, WorkerWord } from './workerMain';

/** A worker process that is under way. */
export interface RunningWorker {
  done: Promise<CopyRun>;
  kill(): void;
}

/**
 * Runs a task in a process of its own, started for it alone.
 *
 * `done` rejects with the worker's own error, or when it ends without a word.
 */
export function runWorker(task: WorkerTask, env: Record<string, string>): RunningWorker {
  const began = performance.now();
  const child = fork(path.join(__dirname, 'workerMain.js'), { env: { ...process.env, ...env } });
  const watch = watchUsage(child.pid ?? 0);
  let startUpSeconds = 0;
  const done = new Promise<CopyRun>((resolve, reject) => {
    child.on('message', (word: WorkerWord) => {
      if ('ready' in word) {
        startUpSeconds = (performance.now() - began) / 1000;
        child.send(task);
      } else {
        const usage = watch.stop();
        child.kill('SIGKILL');
        if ('error' in word) reject(new Error(word.error));
        else resolve({ seconds: word.seconds, startUpSeconds, ...usage });
      }
    });
    child.once('exit', (code, signal) => {
      watch.stop();
      reject(new Error(`The worker ended (${code ?? signal}) before it was done.`));
    });
  });
  return { done, kill: () => void child.kill('SIGKILL') };
}

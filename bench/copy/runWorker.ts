import { fork } from 'node:child_process';
import path from 'node:path';
import { watchUsage } from '../measure/usage';
import type { CopyRun } from './job';
import type { WorkerTask, WorkerMessage } from './workerMain';

/** A worker process that is running. */
export interface RunningWorker {
  done: Promise<CopyRun>;
  kill(): void;
}

/**
 * Runs a task in a process of its own, started for it alone.
 *
 * `done` rejects with the worker's own error, or when it ends without sending one.
 */
export function runWorker(task: WorkerTask, env: Record<string, string>): RunningWorker {
  const began = performance.now();
  const child = fork(path.join(__dirname, 'workerMain.js'), { env: { ...process.env, ...env } });
  const watch = watchUsage(child.pid ?? 0);
  let startUpSeconds = 0;
  const done = new Promise<CopyRun>((resolve, reject) => {
    child.on('message', (message: WorkerMessage) => {
      if ('ready' in message) {
        startUpSeconds = (performance.now() - began) / 1000;
        child.send(task);
      } else {
        const usage = watch.stop();
        child.kill('SIGKILL');
        if ('error' in message) reject(new Error(message.error));
        else resolve({ seconds: message.seconds, startUpSeconds, ...usage });
      }
    });
    child.once('exit', (code, signal) => {
      watch.stop();
      reject(
        new Error(
          `The worker process ended (${code === null ? `signal ${signal}` : `exit code ${code}`}) before the copy was done.`,
        ),
      );
    });
  });
  return { done, kill: () => void child.kill('SIGKILL') };
}

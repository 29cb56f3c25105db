import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ownStack } from './ownStack';
import type { StartUp } from './startUpMain';

/** Starts stack and host in a new process, on a folder that is empty or was used before. */
export async function measureStartUp(folder: string, { empty }: { empty: boolean }): Promise<StartUp> {
  if (empty) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  const child = fork(path.join(__dirname, 'startUpMain.js'), { env: await ownStack(folder) });
  let startUp: StartUp | undefined;
  child.on('message', (message: StartUp) => (startUp = message));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (!startUp) throw new Error(`The stack did not start (exit code ${String(code)}); its own message is above.`);
  return startUp;
}

import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lockFolder } from '../files/lockFolder';
import { makeFolder } from '../files/makeFolder';

const MARKER = 'acr-ferry-local.json';
const LOCK = 'stack.pid';
export const OTHER_FOLDER = 'Choose another folder with --folder (FERRY_LOCAL_FOLDER), or put this one right.';

/** The folder that holds all state of one stack, taken by this process. */
export interface StackFolder {
  path: string;
  /** Lets another stack use the folder. */
  release(): Promise<void>;
}

/**
 * Takes a folder for one stack: creates it where there is none, and marks it as a folder of the local stack.
 *
 * With `reset` everything in it is deleted first, but only after `check` has passed: a start that is refused leaves the
 * state as it was.
 *
 * @throws Error when a stack that runs uses it, or when it is not empty and not a folder of the local stack; the error of
 * `check`, or of the file system.
 */
export async function takeStackFolder(
  folder: string,
  reset: boolean,
  check: () => Promise<void> = () => Promise.resolve(),
): Promise<StackFolder> {
  await makeFolder(folder);
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new Error(
      `${folder} is not a folder of the local stack (it has no ${MARKER}), so nothing was changed in it. ` +
        'Choose another folder with --folder (FERRY_LOCAL_FOLDER).',
    );
  }
  // The marker comes first: a start that dies right here leaves a folder that the next one recognises.
  await writeFile(path.join(folder, MARKER), '{ "holds": "state of the acr-ferry local stack" }\n');
  const lock = await lockFolder(folder, {
    fileName: LOCK,
    inUse: ({ pid, lockFile }) =>
      `${folder} is in use by the stack of process ${pid}. Stop that one, or choose another folder with --folder (and ` +
      `other ports with --port-offset). If process ${pid} is no stack, delete ${lockFile}.`,
  });
  try {
    await check();
  } catch (error) {
    await lock.release();
    throw error;
  }
  if (reset) {
    const old = (await readdir(folder)).filter((name) => name !== MARKER && name !== LOCK);
    await Promise.all(old.map((name) => rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 })));
  }
  return { path: folder, release: () => lock.release() };
}

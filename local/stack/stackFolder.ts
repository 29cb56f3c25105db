import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const MARKER = 'acr-ferry-local.json';
const LOCK = 'stack.pid';
export const OTHER_FOLDER = 'Choose another folder with --folder (FERRY_LOCAL_FOLDER), or put this one right.';
/** Folders that this very process holds. */
const held = new Set<string>();

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
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new Error(
      `${folder} is not a folder of the local stack (it has no ${MARKER}), so nothing was changed in it. ` +
        'Choose another folder with --folder (FERRY_LOCAL_FOLDER).',
    );
  }
  // The marker comes first: a start that dies right here leaves a folder that the next one recognises.
  await writeFile(path.join(folder, MARKER), '{ "holds": "state of the acr-ferry local stack" }\n');
  const lock = path.join(folder, LOCK);
  await takeLock(folder, lock);
  const release = async (): Promise<void> => {
    await rm(lock, { force: true });
    held.delete(folder);
  };
  try {
    await check();
  } catch (error) {
    await release();
    throw error;
  }
  if (reset) {
    const old = (await readdir(folder)).filter((name) => name !== MARKER && name !== LOCK);
    await Promise.all(old.map((name) => rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 3 })));
  }
  return { path: folder, release };
}

async function takeLock(folder: string, lock: string): Promise<void> {
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, String(process.pid));
  try {
    // A link appears whole or not at all: nobody ever reads a lock without its process id.
    while (!(await linked(mine, lock))) {
      const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
      if (isRunning(holder, folder)) {
        throw new Error(
          `${folder} is in use by the stack of process ${holder}. Stop that one, or choose another folder with ` +
            `--folder (and other ports with --port-offset). If process ${holder} is not a stack, delete ${lock}.`,
        );
      }
      await rm(lock, { force: true });
    }
    held.add(folder);
  } finally {
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number, folder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // In a container every stack may have the same process id.
  if (pid === process.pid) return held.has(folder);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeOwnProcess, isAlive, type LockHolder, parseHolder } from './lockHolder';
import { isMissing } from './missingFiles';
import { createAtomically } from './writeAtomically';

/** A folder's lock, held by this process. */
export interface FolderLock {
  release(): Promise<void>;
}

export interface FolderLockOptions {
  /** Name of the lock's file inside the folder. */
  fileName: string;
  /** What to say, and to do next, when the process that holds the folder is alive. */
  inUse: (holder: { pid: number; lockFile: string }) => string;
}

/** The content of a lock's file, of this one taking alone. */
interface Taking {
  text: string;
  id: string;
}

/** Texts of the locks that this very process takes or holds, where the system does not tell when a process started. */
const held = new Set<string>();

/** Long enough for another process to remove one file. */
const LOOK_AGAIN_MS = 5;

/**
 * Takes an existing folder for this process. A lock whose process is gone is taken over, by exactly one of those who try.
 *
 * @throws Error with the words of `inUse` while the process that holds it lives.
 */
export async function lockFolder(folder: string, { fileName, inUse }: FolderLockOptions): Promise<FolderLock> {
  const lockFile = path.join(folder, fileName);
  const id = randomBytes(16).toString('hex');
  const own: Taking = { text: JSON.stringify({ ...(await describeOwnProcess()), id }), id };
  held.add(own.text);
  try {
    while (!(await create(lockFile, own))) {
      const found = await readText(lockFile);
      if (found === undefined) continue;
      const holder = await livingHolder(found);
      if (holder) throw new Error(inUse({ pid: holder.pid, lockFile }));
      await removeStale(lockFile, found, own);
    }
  } catch (error) {
    held.delete(own.text);
    throw error;
  }
  return {
    release: async () => {
      await rm(lockFile, { force: true });
      held.delete(own.text);
    },
  };
}

/**
 * Removes a lock that nobody holds, if it still is the one that was found.
 *
 * Looking and removing are two steps, and between them another process may have put its own lock there. So only who has
 * the guard of exactly this lock may remove it, and looks again before. A guard whose process is gone is removed alike.
 */
async function removeStale(file: string, found: string, own: Taking): Promise<void> {
  const guard = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  while (!(await create(guard, own))) {
    const other = await readText(guard);
    if (other === undefined) return;
    if (!(await livingHolder(other))) await removeStale(guard, other, own);
    else if ((await readText(file)) === found) await sleep(LOOK_AGAIN_MS);
    else return;
  }
  if ((await readText(file)) === found) await rm(file, { force: true });
  await rm(guard, { force: true });
}

/** False when the file is there already. */
function create(file: string, { text, id }: Taking): Promise<boolean> {
  return createAtomically(file, text, { temporary: `${file}.${id}` });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The process that a lock's text names; undefined when it is gone, or there is none. */
async function livingHolder(text: string): Promise<LockHolder | undefined> {
  const holder = parseHolder(text);
  if (!holder) return undefined;
  // In a container every process may have the same id: its start tells them apart, or else what this one remembers.
  const isOwnNumber = holder.pid === process.pid && holder.startedAt === null;
  return (isOwnNumber ? held.has(text) : await isAlive(holder)) ? holder : undefined;
}

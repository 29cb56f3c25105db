import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A folder's lock, held by this process. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  /** When that process started, where the system tells: a number is given again to another process one day. */
  startedAt: string | null;
  /** Of this one taking of the lock. */
  id: string;
}

/** Long enough for another process to remove one file. */
const LOOK_AGAIN_MS = 5;

/**
 * Takes a folder for this process. A lock whose process is gone is taken over, by exactly one of those who try.
 *
 * @throws Error naming the process that holds it while that lives.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = path.join(folder, 'task-hub.lock');
  const own = await describeOwn();
  while (!(await createWhole(file, own))) {
    const found = await readText(file);
    if (found === undefined) continue;
    const holder = parseHolder(found);
    if (holder && (await isAlive(holder))) {
      throw new Error(
        `The task hub in ${folder} is in use by process ${holder.pid}. ` +
          'Stop that host first, or give this one a folder of its own.',
      );
    }
    await removeStale(file, found, own);
  }
  return { release: () => rm(file, { force: true }) };
}

/**
 * Removes a lock that nobody holds, if it still is the one that was found.
 *
 * Looking and removing are two steps, and between them another process may have put its own lock there. So only who has
 * the guard of exactly this lock may remove it, and looks again before. A guard whose process is gone is removed alike.
 */
async function removeStale(file: string, found: string, own: string): Promise<void> {
  const guard = `${file}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
  while (!(await createWhole(guard, own))) {
    const other = await readText(guard);
    if (other === undefined) return;
    const holder = parseHolder(other);
    if (!holder || !(await isAlive(holder))) await removeStale(guard, other, own);
    else if ((await readText(file)) === found) await sleep(LOOK_AGAIN_MS);
    else return;
  }
  if ((await readText(file)) === found) await rm(file, { force: true });
  await rm(guard, { force: true });
}

async function describeOwn(): Promise<string> {
  const { pid } = process;
  return JSON.stringify({ pid, startedAt: (await readProcess(pid))?.startedAt ?? null, id: randomUUID() });
}

/** False when the file is there already. A link appears whole or not at all: nobody reads a part of a lock. */
async function createWhole(file: string, text: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeFile(temporary, text);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for a text that names no process. */
function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return Number.isInteger(holder?.pid) && Number(holder?.pid) > 0 ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, startedAt }: Holder): Promise<boolean> {
  const seen = await readProcess(pid);
  // Killed, and not yet waited for by its parent: it will never release anything.
  if (seen?.isZombie) return false;
  if (seen && startedAt !== null) return seen.startedAt === startedAt;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** State and start of a process, as Linux tells (proc_pid_stat(5), fields 3 and 22); undefined elsewhere. */
async function readProcess(pid: number): Promise<{ isZombie: boolean; startedAt: string | null } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z' || fields[0] === 'X', startedAt: fields[19] ?? null };
  } catch {
    return undefined;
  }
}

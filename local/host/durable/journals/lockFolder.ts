import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** A folder's lock, held by this process. */
export interface FolderLock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  /** When that process started, where the system tells: a number is given again to another process one day. */
  startedAt: string | null;
}

async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.startedAt === null || holder.startedAt === (await startOf(holder.pid));
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Takes a folder for this process. A lock whose process is gone is taken over; throws when the process lives. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = path.join(folder, 'task-hub.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(JSON.stringify({ pid: process.pid, startedAt: await startOf(process.pid) }));
      await handle.close();
      return { release: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) throw error;
    }
    const holder = await readHolder(file);
    if (holder && (await isAlive(holder))) {
      throw new Error(
        `The task hub in ${folder} is in use by process ${holder.pid}. ` +
          'Stop that host first, or give this one a folder of its own.',
      );
    }
    await rm(file, { force: true });
  }
}

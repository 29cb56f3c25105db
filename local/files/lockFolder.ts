import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
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

interface Holder {
  pid: number;
  /** When that process started, where the system tells: a number is given again to another process one day. */
  startedAt: string | null;
}

/** Locks that this very process holds, where the system does not tell when a process started. */
const held = new Set<string>();
let attempts = 0;

/**
 * Takes an existing folder for this process. A lock whose process is gone is taken over.
 *
 * @throws Error with the words of `inUse` while the process that holds it lives.
 */
export async function lockFolder(folder: string, { fileName, inUse }: FolderLockOptions): Promise<FolderLock> {
  const lockFile = path.join(folder, fileName);
  const own = JSON.stringify({ pid: process.pid, startedAt: await startOf(process.pid) } satisfies Holder);
  const temporary = `${lockFile}.${process.pid}.${(attempts += 1)}`;
  while (!(await createAtomically(lockFile, own, { temporary }))) {
    const holder = await readHolder(lockFile);
    if (holder === 'released') continue;
    if (holder && (await isAlive(holder, lockFile))) throw new Error(inUse({ pid: holder.pid, lockFile }));
    await rm(lockFile, { force: true });
  }
  held.add(lockFile);
  return {
    release: async () => {
      held.delete(lockFile);
      await rm(lockFile, { force: true });
    },
  };
}

/** Undefined for a file that names no process. */
async function readHolder(lockFile: string): Promise<Holder | 'released' | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(lockFile, 'utf8'));
    // A bare number is a process id too: what a person writes by hand, and what older stacks wrote.
    const { pid, startedAt = null } = (typeof content === 'number' ? { pid: content } : content) as Partial<Holder>;
    return Number.isInteger(pid) && Number(pid) > 0 ? { pid: Number(pid), startedAt } : undefined;
  } catch (error) {
    return isMissing(error) ? 'released' : undefined;
  }
}

async function isAlive({ pid, startedAt }: Holder, lockFile: string): Promise<boolean> {
  // In a container every process may have the same id: its start tells them apart, or else what this one remembers.
  if (pid === process.pid && startedAt === null) return held.has(lockFile);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startedAt === null || startedAt === (await startOf(pid));
}

/** In clock ticks since the system started, as Linux tells (proc_pid_stat(5), field 22); null elsewhere. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

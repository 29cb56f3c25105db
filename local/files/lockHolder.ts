import { readFile } from 'node:fs/promises';

/** Which process took a lock. */
export interface LockHolder {
  pid: number;
  /** When that process started, where the system tells: a number is given again to another process one day. */
  startedAt: string | null;
}

/** This process, as a holder. */
export async function describeOwnProcess(): Promise<LockHolder> {
  const { pid } = process;
  return { pid, startedAt: (await readProcess(pid))?.startedAt ?? null };
}

/** Undefined for a lock's text that names no process. */
export function parseHolder(text: string): LockHolder | undefined {
  try {
    const content: unknown = JSON.parse(text);
    // A bare number is a process id too: what a person writes by hand, and what older stacks wrote.
    const found = (typeof content === 'number' ? { pid: content } : content) as Partial<LockHolder>;
    const { pid, startedAt = null } = found;
    return Number.isInteger(pid) && Number(pid) > 0 ? { pid: Number(pid), startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that took a lock can still release it. */
export async function isAlive({ pid, startedAt }: LockHolder): Promise<boolean> {
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

/**
 * State of a process, and its start in clock ticks since the system started, as Linux tells (proc_pid_stat(5), fields 3
 * and 22); undefined elsewhere.
 */
async function readProcess(pid: number): Promise<{ isZombie: boolean; startedAt: string | null } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z' || fields[0] === 'X', startedAt: fields[19] ?? null };
  } catch {
    return undefined;
  }
}

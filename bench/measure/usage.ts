import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface Usage {
  /** User and system time of all its threads. */
  cpuSeconds: number;
  /** The largest resident set so far, as the kernel records it (VmHWM). */
  peakRssMiB: number;
}

/** A process that is being watched. */
export interface Watch {
  /** The last usage seen; undefined when none could be read (no /proc, or the process ended at once). */
  stop(): Usage | undefined;
}

const EVERY_MS = 25;
/** `getconf CLK_TCK`: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Undefined when the process has ended, and where there is no /proc. */
export function readUsage(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // The second field is the program's name, which may hold spaces; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (peak === undefined) return undefined;
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      peakRssMiB: Number(peak) / 1024,
    };
  } catch {
    return undefined;
  }
}

/** Looks at a process until it ends or `stop` is called: what it uses in its last 25 ms goes unseen. */
export function watchUsage(pid: number): Watch {
  let last = readUsage(pid);
  const timer = setInterval(() => (last = readUsage(pid) ?? last), EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return readUsage(pid) ?? last;
    },
  };
}

/** A running child of a process. */
export interface ChildOf {
  pid: number;
  /** With its arguments. */
  command: string;
}

/** The children of a process; empty where there is no /proc. */
export function childrenOf(pid: number): ChildOf[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const pids = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return pids.map((child) => ({
      pid: child,
      command: readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
    }));
  } catch {
    return [];
  }
}

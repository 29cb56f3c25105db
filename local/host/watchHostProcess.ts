import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const KEPT_LINES = 40;

/** A child process's output and end. */
export interface WatchedProcess {
  pid: number;
  exited: Promise<number | null>;
  /** The last lines it printed, for an error message. */
  lastLines(): string;
}

/**
 * Passes every line of a child's stdout and stderr on and remembers the last ones.
 *
 * @throws Error when the process could not be started.
 */
export function watchHostProcess(child: ChildProcess, onLog: ((line: string) => void) | undefined): WatchedProcess {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLog?.(line);
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started. Check that it is installed.`);
  return { pid: child.pid, exited, lastLines: () => lines.join('\n') };
}

/** Sends SIGTERM by `signal`, and SIGKILL when the process is still there after `graceMs` milliseconds. */
export async function endProcess(
  exited: Promise<number | null>,
  signal: (name: NodeJS.Signals) => void,
  graceMs = 12_000,
): Promise<void> {
  signal('SIGTERM');
  const timer = setTimeout(() => signal('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { StartHostOptions } from './startedHost';

const KEPT_LINES = 40;

/** A forked process, its output and its end. */
export interface HostProcess {
  child: ChildProcess;
  pid: number;
  /** Exit code, null when a signal ended it. */
  exited: Promise<number | null>;
  /** The last lines it printed, for an error message. */
  lastLines(): string;
}

/**
 * Forks a compiled program of this repository in the app's folder, with the app's settings. Every line of its stdout and
 * stderr goes to `onLog`.
 *
 * @param program path below `local/`, without its ending: `host/main`
 * @throws Error when the process could not be started.
 */
export function forkHostProcess(
  program: string,
  args: string[],
  options: StartHostOptions,
  execArgv: string[] = [],
): HostProcess {
  const child = fork(compiledProgram(program), args, {
    cwd: options.app,
    env: { ...process.env, ...options.env },
    execArgv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLog?.(line);
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started. Check that it is installed.`);
  return { child, pid: child.pid, exited, lastLines: () => lines.join('\n') };
}

/** Sends SIGTERM, and SIGKILL when the process is still there after `graceMs` milliseconds. */
export async function endHostProcess({ child, exited }: HostProcess, graceMs = 12_000): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

/** The code that asks may itself run uncompiled. */
export function compiledProgram(program: string): string {
  const beside = path.resolve(__dirname, '..', `${program}.js`);
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../dist/local', `${program}.js`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { until } from './until';

export const PROJECT = path.resolve(__dirname, '../../..');

/** A command of the project in a process group of its own, as a terminal runs it. */
export interface RunningCli {
  process: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Exit code; null when a signal ended it. */
  exited: Promise<number | null>;
  /** Waits for text on stdout. @throws Error with all output when the command ends before. */
  waitFor(text: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Sends a signal to every process of the group, as Ctrl-C in a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
  /** Waits until no process of the group is left. */
  groupGone(timeoutMs?: number): Promise<void>;
}

/** Runs `dist/local/cli/<command>.js`; the tests' own `FERRY_*` variables do not reach it. */
export function runCli(command: string, args: string[], env: Record<string, string> = {}): RunningCli {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('FERRY_'));
  const child = spawn(process.execPath, [path.join(PROJECT, 'dist/local/cli', `${command}.js`), ...args], {
    cwd: PROJECT,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  let ended = false;
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ended = true;
      resolve(code);
    });
  });
  const group = -(child.pid ?? Number.NaN);
  return {
    process: child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    exited,
    waitFor: (text, timeoutMs = 60_000) =>
      until(
        () => {
          const found = text.exec(output.stdout);
          if (!found && ended) throw new Error(`${command} ended without ${text}:\n${output.stdout}${output.stderr}`);
          return found ?? undefined;
        },
        { timeoutMs, what: `${text} on the output of ${command}` },
      ),
    signalGroup: (signal) => void tryKill(group, signal),
    groupGone: async (timeoutMs = 15_000) => {
      await until(() => !tryKill(group, 0), { timeoutMs, what: `every process of ${command} to end` });
    },
  };
}

/** False when there is no such process or group. */
function tryKill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

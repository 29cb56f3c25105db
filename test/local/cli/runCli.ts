import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { compiledProgram } from '../../../local/launcher/hostProcess';

/** A command of this repository as a process, and what it has printed so far. */
export interface CliProcess {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Its exit code, null when a signal ended it. */
  ended: Promise<number | null>;
}

/** Starts a compiled command with `FERRY_LOCAL_*` of `env` alone. */
export function startCli(command: 'demo' | 'stack' | 'start', args: string[], env: NodeJS.ProcessEnv = {}): CliProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^FERRY_|_proxy$/i.test(name));
  const child = spawn(process.execPath, [compiledProgram(`cli/${command}`), ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, stdout: () => texts.stdout, stderr: () => texts.stderr, ended };
}

/** Ids of the processes whose command line holds a text. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}

import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import path from 'node:path';

const RUNNER = path.join(__dirname, 'typeScriptProcess.js');

/** Starts a TypeScript file as a process of its own, without a build. */
export function forkTypeScript(file: string, args: readonly string[] = [], options: ForkOptions = {}): ChildProcess {
  return fork(RUNNER, [file, ...args], options);
}

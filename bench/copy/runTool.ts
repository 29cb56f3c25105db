import { spawn } from 'node:child_process';
import { watchUsage } from '../measure/usage';

/** How another project's program ran. */
export interface ToolRun {
  /** From its start to its exit. */
  seconds: number;
  cpuSeconds?: number;
  peakRssMiB?: number;
  output: string;
}

export interface ToolOptions {
  env?: NodeJS.ProcessEnv;
  /** Called with the process id as soon as there is one. */
  onStart?: (pid: number) => void;
  /** Do not throw for an exit code other than 0. */
  mayFail?: boolean;
}

/** Runs a program to its end. @throws Error with the end of its output when it cannot be run or fails. */
export function runTool(command: string, args: readonly string[], options: ToolOptions = {}): Promise<ToolRun> {
  const { env = {}, onStart, mayFail = false } = options;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const watch = watchUsage(child.pid ?? 0);
    if (child.pid !== undefined) onStart?.(child.pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)));
    }
    const endWithParent = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithParent);
    let seconds = 0;
    let usage: ReturnType<typeof watch.stop>;
    child.once('error', reject);
    child.once('exit', () => {
      seconds = (performance.now() - began) / 1000;
      usage = watch.stop();
      process.off('exit', endWithParent);
    });
    child.once('close', (code, signal) => {
      if (code === 0 || mayFail) resolve({ seconds, ...usage, output });
      else
        reject(
          new Error(
            `${command} ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}: ${withoutSignatures(output).slice(-1_500)}`,
          ),
        );
    });
  });
}

function withoutSignatures(text: string): string {
  return text.replace(/sig=[^&\s"']+/g, 'sig=…');
}

import { spawn } from 'node:child_process';
import path from 'node:path';
import { PROJECT_FOLDER } from '../../local/cli/localSettingsFile';
import { childrenOf, readUsage, type Usage } from '../measure/usage';
import { ownStack } from './ownStack';

/** The processes of a demo. */
export const DEMO_PROCESSES = ['stack', 'host', 'storage', 'hostStorage'] as const;

export type DemoProcess = (typeof DEMO_PROCESSES)[number];

export interface MeasuredDemo {
  /** From the start of its process to its end. */
  seconds: number;
  usage: Partial<Record<DemoProcess, Usage>>;
}

const LOOK_EVERY_MS = 50;

/** Runs the demo once and watches its processes. @throws Error when a digest differs or the demo fails. */
export async function measureDemo(folder: string): Promise<MeasuredDemo> {
  const began = performance.now();
  const script = path.join(PROJECT_FOLDER, 'dist', 'local', 'cli', 'demo.js');
  const child = spawn(process.execPath, [script, '--json'], {
    env: await ownStack(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endWithParent = (): void => void child.kill('SIGTERM');
  process.once('exit', endWithParent);
  let output = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-2_000)));
  const usage: MeasuredDemo['usage'] = {};
  const { pid = 0 } = child;
  const timer = setInterval(() => look(pid, usage), LOOK_EVERY_MS);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  process.off('exit', endWithParent);
  const seconds = (performance.now() - began) / 1000;
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0 || !last.includes('"outcome":"succeeded"'))
    throw new Error(`The demo failed (exit code ${String(code)}): ${errors}`);
  return { seconds, usage };
}

function look(pid: number, usage: MeasuredDemo['usage']): void {
  note('stack', pid);
  for (const child of childrenOf(pid)) {
    const name = nameOf(child.command);
    if (name) note(name, child.pid);
  }

  function note(name: DemoProcess, id: number): void {
    const now = readUsage(id);
    if (now) usage[name] = now;
  }
}

function nameOf(command: string): DemoProcess | undefined {
  if (/local.host.main\.js/.test(command)) return 'host';
  if (/azurite.dist.src.blob.main\.js/.test(command)) return 'storage';
  if (/azurite.dist.src.azurite\.js/.test(command)) return 'hostStorage';
  return undefined;
}

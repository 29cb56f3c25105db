import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { requireFreePort } from '../http/freePort';
import type { Platform } from '../platform';
import { type CommitReport, type CommitSeen, REPORT_COMMITS, type StorageCommit } from './storageCommit';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 8_000;
/** After how long an idle connection is closed; see `startServer`. */
const IDLE_SECONDS = 130;

export interface AzuriteOptions {
  /** Its name in messages: `Storage`. */
  name: string;
  /** Where it keeps its blobs and tables. */
  folder: string;
  logFile: string;
  ports: { blob: number; queue?: number; table?: number };
  /** Serves over TLS, and takes bearer tokens, when given. */
  tls?: { keyFile: string; caFile: string };
  /** Account keys by name; without it, the well-known development account. */
  accounts?: Record<string, string>;
  /** Called when Azurite has ended although nobody stopped it. */
  onLost: (error: Error) => void;
  /** Called with every write to these accounts that gives a blob new content or ends it; it is answered when this resolves. */
  commits?: { of: readonly string[]; seen: (commit: StorageCommit) => Promise<void> };
}

export interface RunningAzurite {
  /** Lets Azurite save its tables, then ends it. */
  stop(): Promise<void>;
}

/**
 * Runs Azurite in a child process; resolves when every port answers.
 *
 * @throws Error when a port is taken, or when Azurite ends or does not answer within a minute; the child is gone then.
 */
export async function startAzurite(platform: Platform, options: AzuriteOptions): Promise<RunningAzurite> {
  const ports = Object.values(options.ports) as number[];
  await Promise.all(ports.map((port) => requireFreePort(options.name, port)));
  await mkdir(path.dirname(options.logFile), { recursive: true });
  const log = await open(options.logFile, 'w');
  const child = fork(path.join(__dirname, 'azuriteProcess.js'), azuriteArguments(options), {
    env: { ...process.env, ...accountsVariable(options), [REPORT_COMMITS]: options.commits?.of.join(',') },
    // A file, not a pipe: Azurite also writes when it shuts down because this process is gone.
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  if (options.commits) seeCommits(child, options.commits.seen);
  try {
    await waitUntilReady(platform, child, ports, options);
  } catch (error) {
    await stop(child);
    throw error;
  }
  const lost = (): void => {
    options.onLost(
      new Error(
        `${options.name}: Azurite ended, though nobody stopped it. See ${options.logFile}, then start the stack again.`,
      ),
    );
  };
  child.once('exit', lost);
  return {
    stop: () => {
      child.off('exit', lost);
      return stop(child);
    },
  };
}

function azuriteArguments({ ports, tls, folder }: AzuriteOptions): string[] {
  const blobOnly = ports.queue === undefined || ports.table === undefined;
  return [
    require.resolve(`azurite/dist/src/${blobOnly ? 'blob/main' : 'azurite'}.js`),
    ...['--location', folder, '--silent', '--disableTelemetry', '--skipApiVersionCheck'],
    ...['--blobHost', '127.0.0.1', '--blobPort', String(ports.blob), '--blobKeepAliveTimeout', String(IDLE_SECONDS)],
    ...(blobOnly ? [] : ['--queueHost', '127.0.0.1', '--queuePort', String(ports.queue)]),
    ...(blobOnly ? [] : ['--tableHost', '127.0.0.1', '--tablePort', String(ports.table)]),
    ...(tls ? ['--oauth', 'basic', '--cert', tls.caFile, '--key', tls.keyFile] : []),
  ];
}

function accountsVariable({ accounts }: AzuriteOptions): NodeJS.ProcessEnv {
  // Undefined takes the variable of whoever started the stack out of the child's environment.
  const pairs = Object.entries(accounts ?? {}).map(([name, key]) => `${name}:${key}`);
  return { AZURITE_ACCOUNTS: pairs.length > 0 ? pairs.join(';') : undefined };
}

function seeCommits(child: ChildProcess, seen: (commit: StorageCommit) => Promise<void>): void {
  child.on('message', ({ seq, commit }: CommitReport) => {
    // The write is done: it is answered whatever becomes of the report.
    void seen(commit)
      .catch(() => undefined)
      .then(() => child.connected && child.send({ seen: seq } satisfies CommitSeen));
  });
}

async function waitUntilReady(
  platform: Platform,
  child: ChildProcess,
  ports: readonly number[],
  { name, logFile }: AzuriteOptions,
): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const deadline = platform.now() + READY_WITHIN_MS;
  for (const port of ports) {
    while (!(await canConnect(port))) {
      if (failure) throw new Error(`${name}: Azurite could not be started: ${failure.message}.`);
      const end = child.signalCode ?? child.exitCode;
      if (end !== null) throw new Error(`${name}: Azurite ended (${end}) while it started: ${await tailOf(logFile)}`);
      if (platform.now() > deadline)
        throw new Error(`${name}: Azurite did not answer on port ${port} within a minute. See ${logFile}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function tailOf(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return `${text.slice(-1_000).trim()} (${logFile})`;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    if (child.connected) child.disconnect();
    else child.kill('SIGTERM');
  });
}

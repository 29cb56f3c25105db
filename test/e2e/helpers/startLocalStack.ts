import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHost } from '../../../local/launcher/startHost';
import type { StartedHost } from '../../../local/launcher/startedHost';
import { STACK_NAMES } from '../../../local/stackNames';
import { type AttachedStack, attachStack } from '../../../local/stack/attachStack';
import { freePorts } from './freePorts';
import { type Answer, request, type RequestOptions } from './request';
import { requireNoSecrets, type SecretPlace } from './requireNoSecrets';
import { PROJECT, runCli, type RunningCli } from './runCli';
import { realPlatform } from '../../local/testPlatform';

/** A stack in a process of its own, on free ports, its state in a temporary folder with a space in its name. */
export interface LocalStack extends AttachedStack {
  folder: string;
  /** Every value that a Functions host is given. */
  appSettings: Record<string, string>;
  /** Starts the app on the built-in host; `env` adds to, or changes, the app settings. */
  startHost(env?: Record<string, string>): Promise<LocalHost>;
  /** Calls the admin endpoint: `admin('PUT', 'holds/run.export.finish')`. @throws Error unless it answers 2xx. */
  admin<T = unknown>(method: string, resource: string, body?: unknown): Promise<T>;
  /** Sends a request that trusts the stack's certificate. */
  request<T = unknown>(url: string, options?: RequestOptions): Promise<Answer<T>>;
  /** `Authorization` of the admin user of a registry. */
  login(side: 'source' | 'target'): string;
  /** SIGKILL to the process of registries, management plane, vault and identity; resolves when nothing of it is left. */
  kill(): Promise<void>;
  /** Ends the stack as Ctrl-C does; its folder stays. */
  end(): Promise<void>;
  /** Starts it again, after `kill` or `end`, on its folder and its ports. */
  startAgain(): Promise<void>;
  /** Stops hosts and stack and deletes the folder. @throws Error where something that is stored, logged or answered holds a secret */
  stop(): Promise<void>;
}

export interface LocalHost {
  url: string;
  pid: number;
  /** All that it has printed. */
  log(): string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface LocalStackOptions {
  /** Puts the gate, which counts, holds and fails requests, in front of the TLS storage. */
  storageGate?: boolean;
  /** Files that may hold secrets, because the suite puts them there. */
  secretPlaces?: readonly SecretPlace[];
}

export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const parent = await mkdtemp(path.join(tmpdir(), 'ferry e2e '));
  const folder = path.join(parent, 'local stack');
  const settingsFile = path.join(parent, 'local.settings.json');
  const { env, ports } = await freePorts();
  if (options.storageGate) env['FERRY_LOCAL_STORAGE_GATE'] = '1';
  const start = (): Promise<RunningCli> => startStack(['--folder', folder, '--settings-file', settingsFile], env);
  let cli = await start();
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    cli.process.kill(signal);
    await cli.exited;
    await cli.groupGone();
  };
  const attached = await attachStack(realPlatform, folder);
  const { Values: appSettings } = JSON.parse(await readFile(settingsFile, 'utf8')) as {
    Values: Record<string, string>;
  };
  const ca = attached.certificate.cert;
  const hosts: StartedHost[] = [];
  const logs: string[][] = [];
  return {
    ...attached,
    folder,
    appSettings,
    startHost: async (more = {}) => {
      const lines: string[] = [];
      const host = await startHost({
        app: PROJECT,
        port: ports.host,
        stateFolder: path.join(folder, 'host'),
        env: { ...appSettings, ...more },
        onLog: (line) => lines.push(line),
        prefer: 'built-in',
      });
      hosts.push(host);
      logs.push(lines);
      return {
        url: host.url,
        pid: host.pid,
        log: () => lines.join('\n'),
        kill: async () => {
          host.kill();
          await host.exited;
        },
        stop: () => host.stop(),
      };
    },
    admin: async <T>(method: string, resource: string, body?: unknown): Promise<T> => {
      const { status, text, json } = await request<T>(`${attached.endpoints.admin}/${resource}`, { method, body });
      if (status < 300) return json as T;
      throw new Error(`${method} ${resource} answered ${status}: ${text}`);
    },
    request: (url, more) => request(url, { ca, ...more }),
    login: (side) => {
      const pair = `${STACK_NAMES[side].registry}:${attached.keys.registryPasswords[side]}`;
      return `Basic ${Buffer.from(pair).toString('base64')}`;
    },
    kill: () => end('SIGKILL'),
    end: () => end('SIGTERM'),
    startAgain: async () => {
      cli = await start();
    },
    stop: async () => {
      await Promise.all(hosts.map((host) => host.stop()));
      await end('SIGTERM');
      try {
        const printed = logs.map((lines) => lines.join('\n'));
        await requireNoSecrets({ folder, keys: attached.keys }, printed, options.secretPlaces ?? []);
      } finally {
        await rm(parent, { recursive: true, force: true });
      }
    },
  };
}

async function startStack(args: string[], env: Record<string, string>): Promise<RunningCli> {
  const cli = runCli('stack', args, env);
  try {
    await cli.waitFor(/^stack ready$/m);
    return cli;
  } catch (error) {
    cli.signalGroup('SIGKILL');
    throw error;
  }
}

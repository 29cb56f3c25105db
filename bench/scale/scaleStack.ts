import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_FOLDER } from '../../local/cli/localSettingsFile';
import { connectFerry, type FerryClient } from '../../local/demo/ferryClient';
import type { DemoArtifact } from '../../local/demo/demoArtifacts';
import { identityCredential } from '../../local/demo/identityCredential';
import { connectRegistry } from '../../local/demo/registryClient';
import { startHost } from '../../local/launcher/startHost';
import { MACHINE } from '../../local/machine';
import { readStackSettings } from '../../local/stack/stackSettings';
import { type Stack, startStack } from '../../local/stack/startStack';
import { ownStack } from '../stack/ownStack';

/** An empty stack, the app on the built-in host, and what the bench does with them. */
export interface ScaleStack {
  stack: Stack;
  host: string;
  api: FerryClient;
  /** Pushes to the source registry, some at once. */
  fill(artifacts: readonly DemoArtifact[]): Promise<void>;
  /** Calls the admin endpoint of the stack. */
  admin<T>(method: string, resource: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

const PUSHES_AT_ONCE = 4;
/** Each look asks the host for every batch: it would slow down what is measured. Reports tell themselves when they were made. */
const LOOK_EVERY_MS = 3_000;

/** The routes file of the stack, as far as a bench changes it. */
export interface RoutesFile {
  routes: Record<string, object>;
}

/** @param options.env  more app settings. @param options.edit  what the routes file of the stack becomes */
export async function startScaleStack(
  folder: string,
  options: { storageGate?: boolean; env: Record<string, string>; edit?: (file: RoutesFile) => RoutesFile },
): Promise<ScaleStack> {
  const env = { ...(await ownStack(folder)), ...(options.storageGate && { FERRY_LOCAL_STORAGE_GATE: '1' }) };
  const settings = readStackSettings(env, PROJECT_FOLDER);
  const stack = await startStack(MACHINE, settings, { reset: true, withHost: true });
  const { endpoints, keys, certificate } = stack;
  if (options.edit) await editRoutes(stack, options.edit);
  const host = await startHost({
    app: PROJECT_FOLDER,
    port: settings.ports.host,
    stateFolder: path.join(folder, 'host'),
    env: { ...stack.appSettings, ...options.env },
    prefer: 'built-in',
  });
  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const source = connectRegistry({ endpoint: endpoints.sourceRegistry, credential, ca: certificate.cert });
  return {
    stack,
    host: host.url,
    api: connectFerry({ origin: host.url, signal: new AbortController().signal, lookEveryMs: LOOK_EVERY_MS }),
    async fill(artifacts) {
      const left = [...artifacts];
      const lane = async (): Promise<void> => {
        for (let next = left.shift(); next; next = left.shift()) await source.push(next);
      };
      await Promise.all(Array.from({ length: PUSHES_AT_ONCE }, lane));
    },
    async admin<T>(method: string, resource: string, body?: unknown) {
      const answer = await fetch(`${endpoints.admin}/${resource}`, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      });
      if (!answer.ok) throw new Error(`${method} ${resource} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async stop() {
      await host.stop();
      await stack.stop();
    },
  };
}

async function editRoutes({ appSettings }: Stack, edit: (file: RoutesFile) => RoutesFile): Promise<void> {
  const file = appSettings['FERRY_ROUTES'] ?? '';
  const edited = edit(JSON.parse(await readFile(file, 'utf8')) as RoutesFile);
  await writeFile(file, JSON.stringify(edited));
}

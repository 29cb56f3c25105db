import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { identityCredential } from '../../../local/demo/identityCredential';
import { connectRegistry, type RegistryClient } from '../../../local/demo/registryClient';
import { STACK_NAMES } from '../../../local/stackNames';
import { imageOf } from './images';
import { inspectRuns, type InspectedRuns } from './inspectRuns';
import { inspectStorage, type InspectedStorage } from './inspectStorage';
import { type LocalHost, type LocalStack, startLocalStack } from './startLocalStack';
import type { SecretPlace } from './requireNoSecrets';
import { connectTransferApi, type TransferApi } from './transferApi';
import { until } from './until';

export const ROUTE = STACK_NAMES.route;

/** A stack with the app on it, and all that a test looks at. */
export interface Ferry {
  stack: LocalStack;
  api: TransferApi;
  source: RegistryClient;
  target: RegistryClient;
  runs: InspectedRuns;
  storage: InspectedStorage;
  /** The routes file that the app reads. */
  routesFile: string;
  /** The host that runs now. */
  host(): LocalHost;
  /** Pushes an image of `bytes` random bytes to the source registry; answers its reference. */
  push(reference: string, bytes?: number): Promise<string>;
  /** Starts the app again, after its host was killed or stopped. */
  startHost(): Promise<void>;
  hold(step: string): Promise<void>;
  release(step: string): Promise<void>;
  /** Waits until somebody stands at a held step. */
  held(step: string): Promise<void>;
  /** Adds a fault; answers what ends it. */
  fault(rule: object): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

export interface FerryOptions {
  storageGate?: boolean;
  /** Files that may hold secrets, because the suite puts them there. */
  secretPlaces?: readonly SecretPlace[];
  /** Changes the stack's routes file into the one that the app reads. */
  routes?: (file: RoutesFile, endpoints: LocalStack['endpoints']) => void;
  /** More app settings. */
  env?: Record<string, string>;
}

/** A routes file as far as tests change it. */
export interface RoutesFile {
  routes: Record<string, Record<string, unknown>>;
}

/** Blocks are of 1 MiB, two an activity, one at a time. */
export async function startFerry(options: FerryOptions = {}): Promise<Ferry> {
  const { storageGate = false, secretPlaces = [] } = options;
  const stack = await startLocalStack({ storageGate, secretPlaces });
  try {
    return await startOn(stack, options);
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function startOn(stack: LocalStack, options: FerryOptions): Promise<Ferry> {
  const { endpoints, keys, certificate } = stack;
  const routesFile = path.join(stack.folder, 'routes of the test.json');
  await writeRoutes(stack.appSettings['FERRY_ROUTES'] ?? '', routesFile, (file) => options.routes?.(file, endpoints));
  // What is refused here is refused for good: test/orchestrations/patience.test.ts waits for what passes.
  const env = { FERRY_ACCESS_PATIENCE_MINUTES: '0', ...options.env, FERRY_ROUTES: routesFile };
  let host = await stack.startHost(env);

  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const connect = (endpoint: string) => connectRegistry({ endpoint, credential, ca: certificate.cert });
  const source = connect(endpoints.sourceRegistry);
  return {
    stack,
    source,
    target: connect(endpoints.targetRegistry),
    api: connectTransferApi(endpoints.host, ROUTE),
    runs: inspectRuns(stack, credential),
    storage: inspectStorage(stack),
    routesFile,
    host: () => host,
    push: async (reference, bytes = 1_000) => {
      await source.push(imageOf(reference, randomBytes(bytes)));
      return reference;
    },
    startHost: async () => {
      host = await stack.startHost(env);
    },
    hold: async (step) => void (await stack.admin('PUT', `holds/${step}`)),
    release: async (step) => void (await stack.admin('DELETE', `holds/${step}`)),
    held: async (step) => {
      const someone = async () => (await stack.admin<{ waiting: number }>('GET', `holds/${step}`)).waiting > 0;
      await until(someone, { what: `somebody at the step ${step}` });
    },
    fault: async (rule) => {
      const { id } = await stack.admin<{ id: string }>('POST', 'faults', rule);
      return async () => void (await stack.admin('DELETE', `faults/${id}`));
    },
    stop: () => stack.stop(),
  };
}

async function writeRoutes(from: string, to: string, change: (file: RoutesFile) => void): Promise<void> {
  const file = JSON.parse(await readFile(from, 'utf8')) as RoutesFile;
  Object.assign(file.routes[ROUTE] ?? {}, {
    copy: { blockSizeMiB: 1, blocksPerActivity: 2, concurrency: 1 },
    keepBlobs: false,
  });
  change(file);
  await writeFile(to, JSON.stringify(file));
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What the built-in host takes from host.json. */
export interface HostConfiguration {
  /** Prefix of every HTTP route, without slashes; may be empty. */
  routePrefix: string;
  taskHubName: string;
  /** `storageProvider.connectionName`; the extension's default is "Storage". */
  connectionName: string;
  maxConcurrentActivities: number;
  maxConcurrentOrchestrators: number;
  logLevels: Record<string, string>;
}

interface HostJson {
  version?: string;
  logging?: { logLevel?: Record<string, string> };
  extensions?: {
    http?: { routePrefix?: string };
    durableTask?: {
      hubName?: string;
      maxConcurrentActivityFunctions?: number;
      maxConcurrentOrchestratorFunctions?: number;
      storageProvider?: { connectionName?: string };
    };
  };
}

/**
 * Reads host.json of an app folder.
 *
 * @throws Error naming the file when it is missing, not JSON or not version 2.0.
 */
export async function readHostConfiguration(appFolder: string): Promise<HostConfiguration> {
  const file = path.join(appFolder, 'host.json');
  const json = await readAppJson<HostJson>(file);
  if (json.version !== '2.0') {
    throw new Error(`${file}: version is ${JSON.stringify(json.version)}. Set "version": "2.0".`);
  }
  const durable = json.extensions?.durableTask ?? {};
  return {
    routePrefix: (json.extensions?.http?.routePrefix ?? 'api').replace(/^\/+|\/+$/g, ''),
    taskHubName: durable.hubName ?? 'TestHubName',
    connectionName: durable.storageProvider?.connectionName ?? 'Storage',
    maxConcurrentActivities: durable.maxConcurrentActivityFunctions ?? 10,
    maxConcurrentOrchestrators: durable.maxConcurrentOrchestratorFunctions ?? 5,
    logLevels: json.logging?.logLevel ?? {},
  };
}

/** Reads a JSON file. @throws Error naming the file when it cannot be read or parsed. */
export async function readAppJson<T>(file: string): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}. Give the folder of a Functions app.`, {
      cause: error,
    });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as T;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}. Correct it and start again.`, { cause: error });
  }
}

import path from 'node:path';
import type { Admin } from '../admin/createAdmin';
import { createBlobEvents } from '../eventGrid/blobEvents';
import type { EventGrid } from '../eventGrid/startEventGrid';
import type { Platform } from '../platform';
import { STACK_NAMES, storageAccountId } from '../stackNames';
import type { StackSettings } from './stackSettings';
import { startStorageGate } from '../storage/startStorageGate';
import { startAzurite } from '../storage/startAzurite';
import type { Certificate } from './certificate';
import { freePort, isPortFree } from '../http/freePort';
import { saveStackKeys, type StackKeys } from './stackKeys';
import type { StopList } from './stopList';

interface StorageOptions {
  platform: Platform;
  settings: StackSettings;
  stops: StopList;
  onLost: (error: Error) => void;
}

/** Starts the TLS storage of the source, target and state accounts, behind the gate where settings ask for it. */
export async function startStorage(
  options: StorageOptions & { certificate: Certificate; keys: StackKeys; admin: Admin; eventGrid: EventGrid },
): Promise<void> {
  const { platform, settings, stops, onLost, certificate, keys, admin, eventGrid } = options;
  const { folder, ports, storageGate } = settings;
  const blob = storageGate ? await gatedPort(settings, keys) : ports.storage;
  if (storageGate) {
    await stops.keep(startStorageGate({ port: ports.storage, tls: certificate, upstreamPort: blob, admin }));
  }
  const topics = {
    [STACK_NAMES.source.account]: storageAccountId('source'),
    [STACK_NAMES.target.account]: storageAccountId('target'),
  };
  const origin = `https://${STACK_NAMES.host}:${ports.storage}`;
  const eventOf = createBlobEvents(platform, { topics, origin, port: blob, ca: certificate.cert });
  const azurite = startAzurite(platform, {
    name: 'Storage',
    folder: path.join(folder, 'storage'),
    logFile: path.join(folder, 'logs', 'storage.log'),
    ports: { blob },
    tls: certificate,
    accounts: keys.accounts,
    onLost,
    commits: { of: Object.keys(topics), seen: async (commit) => eventGrid.publish(await eventOf(commit)) },
  });
  await stops.keep(azurite);
}

/** Starts the plain-http storage that a Functions host keeps its own state in. */
export async function startHostStorage({ platform, settings, stops, onLost }: StorageOptions): Promise<void> {
  const { folder, ports } = settings;
  const azurite = startAzurite(platform, {
    name: 'Host storage',
    folder: path.join(folder, 'host-storage'),
    logFile: path.join(folder, 'logs', 'host-storage.log'),
    ports: { blob: ports.hostBlob, queue: ports.hostQueue, table: ports.hostTable },
    onLost,
  });
  await stops.keep(azurite);
}

/** The port of Azurite behind the gate: the same at every start, unless another process has taken it since. */
async function gatedPort({ folder, ports }: StackSettings, keys: StackKeys): Promise<number> {
  const own: number[] = Object.values(ports);
  const isUsable = async (port: number): Promise<boolean> => !own.includes(port) && (await isPortFree(port));
  let port = keys.gatedStoragePort;
  while (port === undefined || !(await isUsable(port))) port = await freePort();
  if (port !== keys.gatedStoragePort) {
    keys.gatedStoragePort = port;
    saveStackKeys(folder, keys);
  }
  return port;
}

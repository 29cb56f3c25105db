import path from 'node:path';
import type { Admin } from '../admin/createAdmin';
import type { LocalSettings } from '../settings';
import { startGate } from '../storage/gate';
import { startAzurite } from './azurite';
import type { Certificate } from './certificate';
import { freePort } from './freePort';
import { saveKeys, type StackKeys } from './keys';
import type { StopList } from './stopList';

interface StorageOptions {
  settings: LocalSettings;
  stops: StopList;
  onLost: (error: Error) => void;
}

/** Starts the TLS storage of the source, target and state accounts, behind the gate where settings ask for it. */
export async function startStorage(
  options: StorageOptions & { certificate: Certificate; keys: StackKeys; admin: Admin },
): Promise<void> {
  const { settings, stops, onLost, certificate, keys, admin } = options;
  const { folder, ports, storageGate } = settings;
  const blob = storageGate ? await gatedPort(folder, keys) : ports.storage;
  if (storageGate) {
    await stops.keep(startGate({ port: ports.storage, tls: certificate, upstreamPort: blob, admin }));
  }
  const azurite = startAzurite({
    name: 'Storage',
    folder: path.join(folder, 'storage'),
    logFile: path.join(folder, 'logs', 'storage.log'),
    ports: { blob },
    tls: certificate,
    accounts: keys.accounts,
    onLost,
  });
  await stops.keep(azurite);
}

/** Starts the plain-http storage that a Functions host keeps its own state in. */
export async function startHostStorage({ settings, stops, onLost }: StorageOptions): Promise<void> {
  const { folder, ports } = settings;
  const azurite = startAzurite({
    name: 'Host storage',
    folder: path.join(folder, 'host-storage'),
    logFile: path.join(folder, 'logs', 'host-storage.log'),
    ports: { blob: ports.hostBlob, queue: ports.hostQueue, table: ports.hostTable },
    onLost,
  });
  await stops.keep(azurite);
}

/** The same port at every start, so that a gate that is switched on again finds nothing changed. */
async function gatedPort(folder: string, keys: StackKeys): Promise<number> {
  if (keys.gatedStoragePort === undefined) {
    keys.gatedStoragePort = await freePort();
    saveKeys(folder, keys);
  }
  return keys.gatedStoragePort;
}

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  type StoragePipelineOptions,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { type Admin, createAdmin } from '../../../local/admin/createAdmin';
import type { RunningServer, TlsFiles } from '../../../local/http/startServer';
import { STACK_NAMES, registryResourceId } from '../../../local/stackNames';
import { MACHINE } from '../../../local/machine';
import { createContentStore, type DiskContentStore } from '../../../local/registry/createContentStore';
import { startResourceManager } from '../../../local/registry/resourceManager/startResourceManager';
import { freePort } from '../../../local/http/freePort';
import { startVault } from '../../../local/vault/startVault';
import { forkTypeScript } from '../../helpers/forkTypeScript';
import { until } from '../callHttp';
import { testTls } from '../testTls';
import { realPlatform } from '../testPlatform';

const ACCOUNT = 'ferrytest';
const KEY = Buffer.alloc(64, 7).toString('base64');

/** Two registries with their management plane, a vault and a real Azurite, on free ports. */
export interface TestCloud {
  tls: TlsFiles;
  admin: Admin;
  source: DiskContentStore;
  target: DiskContentStore;
  vault: RunningServer;
  /** Origin of the management plane; changes when it is restarted. */
  readonly arm: string;
  /** URI of the container that exports go to and imports come from. */
  containerUri: string;
  /** The container, with the account's key. */
  container: ContainerClient;
  accountKey: string;
  /** A container SAS with a leading `?`. @param permissions as `rawl`. */
  sas(permissions: string, expiresOn?: Date, containerName?: string): string;
  /** Ends the management plane as a kill would (nothing is awaited by its clients) and starts it again. */
  restartResourceManager(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestCloud(options: { largestLayerBytes?: number } = {}): Promise<TestCloud> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cloud test '));
  const tls = await testTls();
  const { azurite, port } = await startAzurite(folder, tls);
  const containerUri = `https://127.0.0.1:${port}/${ACCOUNT}/transfers`;
  const credential = new StorageSharedKeyCredential(ACCOUNT, KEY);
  const trust = { tlsOptions: { ca: tls.cert } } as StoragePipelineOptions;
  const container = new ContainerClient(containerUri, credential, trust);
  await container.create();
  const admin = createAdmin(realPlatform, { folder: path.join(folder, 'admin') });
  const vault = await startVault(realPlatform, { port: 0, tls, folder: path.join(folder, 'vault'), admin });
  const source = await createContentStore(path.join(folder, 'source'), realPlatform);
  const target = await createContentStore(path.join(folder, 'target'), realPlatform);
  const registries = [
    { resourceId: registryResourceId('source'), loginServer: '127.0.0.1:1', store: source },
    { resourceId: registryResourceId('target'), loginServer: '127.0.0.1:2', store: target },
  ];
  const startArm = () =>
    startResourceManager({
      ...options,
      platform: MACHINE,
      port: 0,
      tls,
      registries,
      folder: path.join(folder, 'arm'),
      admin,
    });
  let resourceManager = await startArm();
  return {
    tls,
    admin,
    source,
    target,
    vault,
    accountKey: KEY,
    get arm() {
      return resourceManager.origin;
    },
    containerUri,
    container,
    sas: (permissions, expiresOn = new Date(Date.now() + 3_600_000), containerName = 'transfers') => {
      const granted = ContainerSASPermissions.parse(permissions);
      const values = { containerName, permissions: granted, expiresOn };
      return `?${generateBlobSASQueryParameters(values, credential).toString()}`;
    },
    restartResourceManager: async () => {
      await resourceManager.close();
      resourceManager = await startArm();
    },
    close: async () => {
      await resourceManager.close();
      await vault.close();
      azurite.disconnect();
      await once(azurite, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

async function startAzurite(folder: string, tls: TlsFiles): Promise<{ azurite: ChildProcess; port: number }> {
  const port = await freePort();
  const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  fs.writeFileSync(cert, tls.cert);
  fs.writeFileSync(key, tls.key);
  const azurite = forkTypeScript(
    path.resolve(__dirname, '../../../local/storage/azuriteProcess.ts'),
    [
      require.resolve('azurite/dist/src/blob/main.js'),
      ...['--location', path.join(folder, 'azurite'), '--silent', '--disableTelemetry', '--skipApiVersionCheck'],
      ...['--blobHost', '127.0.0.1', '--blobPort', String(port)],
      ...['--oauth', 'basic', '--cert', cert, '--key', key],
    ],
    { env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` }, stdio: 'ignore' },
  );
  await until(() => azurite.exitCode !== null || canConnect(port));
  if (azurite.exitCode !== null) throw new Error(`Azurite ended with ${azurite.exitCode}.`);
  return { azurite, port };
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Object id of whoever calls the management plane in tests. */
export const CALLER = STACK_NAMES.appPrincipalId;

import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { createAdmin } from '../../local/admin/createAdmin';
import type { RequestLog } from '../../local/admin/requestLog';
import { startIdentity } from '../../local/identity/startIdentity';
import { MACHINE } from '../../local/machine';
import { STACK_NAMES } from '../../local/stackNames';
import { startAzurite } from '../../local/storage/startAzurite';
import { type Certificate, ensureCertificate } from '../../local/stack/certificate';
import { freePort } from '../../local/http/freePort';
import { ensureStackKeys, type StackKeys } from '../../local/stack/stackKeys';
import { createStopList } from '../../local/stack/stopList';
import { startStorageGate } from '../../local/storage/startStorageGate';
import { childrenOf } from '../measure/usage';

export type Side = 'source' | 'target' | 'state';

/** Storage to copy in: one Azurite over TLS as the local stack runs it, and the identity endpoint. */
export interface BenchStorage {
  folder: string;
  certificate: Certificate;
  keys: StackKeys;
  /** Where the source's, target's and state's blob services answer. */
  service(side: Side): string;
  /** Uses the account's key: for what the bench itself reads and writes. */
  client(side: Side): BlobServiceClient;
  /** The requests to the storage; only with the gate, which logs them. */
  requests?: RequestLog;
  azuritePid: number | undefined;
  /** What a process needs to get tokens, and to trust the storage. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Starts on empty folders: nothing that an earlier run left makes a later one slower.
 *
 * @param options.gated puts the stack's gate in front of the storage, which logs requests and makes them slower
 */
export async function startBenchStorage(folder: string, { gated = false } = {}): Promise<BenchStorage> {
  const data = path.join(folder, 'storage');
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const certificate = await ensureCertificate(MACHINE, folder);
  const keys = ensureStackKeys(folder);
  const blobPort = await freePort();
  const stops = createStopList();
  try {
    const identity = await stops.keep(startIdentity(MACHINE, { port: 0, header: keys.identityHeader }));
    const before = new Set(childrenOf(process.pid).map(({ pid }) => pid));
    const azurite = startAzurite(MACHINE, {
      name: 'Storage of the bench',
      folder: data,
      logFile: path.join(folder, 'logs', 'storage.log'),
      ports: { blob: blobPort },
      tls: certificate,
      accounts: keys.accounts,
      onLost: fail,
    });
    await stops.keep(azurite);
    const azuritePid = childrenOf(process.pid).find(({ pid, command }) => !before.has(pid) && /azurite/.test(command));
    const admin = gated ? createAdmin(MACHINE, { folder: path.join(data, 'gate') }) : undefined;
    const port = admin ? await freePort() : blobPort;
    if (admin) await stops.keep(startStorageGate({ port, tls: certificate, upstreamPort: blobPort, admin }));
    const service = (side: Side): string => `https://${STACK_NAMES.host}:${port}/${STACK_NAMES[side].account}`;
    return {
      folder,
      certificate,
      keys,
      ...(admin && { requests: admin.requests }),
      service,
      client(side) {
        const { account } = STACK_NAMES[side];
        return new BlobServiceClient(
          service(side),
          new StorageSharedKeyCredential(account, keys.accounts[account] ?? ''),
        );
      },
      azuritePid: azuritePid?.pid,
      env: {
        IDENTITY_ENDPOINT: identity.endpoint,
        IDENTITY_HEADER: keys.identityHeader,
        NODE_EXTRA_CA_CERTS: certificate.caFile,
      },
      async stop() {
        await stops.stopAll();
        await rm(data, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  } catch (error) {
    await stops.stopAll().catch(() => undefined);
    throw error;
  }
}

function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

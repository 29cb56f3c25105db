import { createHash, randomBytes } from 'node:crypto';
import { BlobServiceClient, type ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import { bindActivities } from '../../../src/activities/activities';
import { commitBlob } from '../../../src/activities/copy/commitBlob';
import { copyBlocks } from '../../../src/activities/copy/copyBlocks';
import type { ActivityDependencies } from '../../../src/activities/dependencies';
import { inspectExportedBlob } from '../../../src/activities/copy/inspectExportedBlob';
import { planCopy } from '../../../src/activities/copy/planCopy';
import { cleanUp } from '../../../src/activities/upkeep/cleanUp';
import { createReadSecret } from '../../../src/azure/vault/secrets';
import type { CopySettings, RouteEnd } from '../../../src/domain/route';
import { createStorageServices } from '../../../src/services/createStorageServices';
import { MACHINE } from '../../../src/services/machine';
import { createToken } from '../../../local/identity/createToken';
import { startStorageGate } from '../../../local/storage/startStorageGate';
import { createFakes, NO_INSTANCES } from '../../helpers/fakes';
import { record } from '../../helpers/record';
import { COPY, route, routeEnd } from '../../helpers/route';
import { trustCertificate } from '../../helpers/trustCertificate';
import { startTestCloud } from '../../local/registry/testCloud';
import { runTransfer, type Run } from '../../orchestrations/runTransfer';
import { realPlatform } from '../../local/testPlatform';

export const MIB = 1024 * 1024;
const AUDIENCE = 'https://vault.azure.net';

/** Azurite behind the gate with a source and a target container, a vault, and the app's own clients and activities. */
export async function startCopyCloud() {
  const cloud = await startTestCloud();
  const distrust = trustCertificate(cloud.tls.cert);
  const gate = await startStorageGate({
    port: 0,
    tls: cloud.tls,
    upstreamPort: Number(new URL(cloud.containerUri).port),
    admin: cloud.admin,
  });
  const account = new URL(cloud.containerUri).pathname.split('/')[1] ?? '';
  const trust = { tlsOptions: { ca: cloud.tls.cert } } as StoragePipelineOptions;
  const owner = new BlobServiceClient(
    cloud.containerUri.slice(0, cloud.containerUri.lastIndexOf('/')),
    cloud.container.credential,
    trust,
  );
  const incoming = owner.getContainerClient('incoming');
  await incoming.create();

  const credential = {
    getToken: async (scopes: string | string[]) => ({
      token: createToken(realPlatform, { audience: String(scopes).replace('/.default', ''), principalId: 'p' }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  const readSecret = createReadSecret(credential, AUDIENCE);
  const services = createStorageServices(MACHINE, () => credential, readSecret);
  const ends = {
    source: routeEnd('builds', { containerUri: `${gate.origin}/${account}/transfers` }),
    target: routeEnd('production', { containerUri: `${gate.origin}/${account}/incoming` }),
  };

  return {
    stack: cloud,
    /** The storage account, with its key. */
    owner,
    credential,
    admin: cloud.admin,
    cert: cloud.tls.cert,
    vault: cloud.vault,
    accountKey: cloud.accountKey,
    outgoing: cloud.container,
    incoming,
    sas: cloud.sas,
    ...ends,
    /** The app's activities on a route with these settings, with an account of what they threw or returned. */
    createApp(
      copy: Partial<CopySettings> = {},
      changes: { source?: Partial<RouteEnd>; target?: Partial<RouteEnd> } = {},
    ) {
      const pinnedRoute = route({
        source: { ...ends.source, ...changes.source },
        target: { ...ends.target, ...changes.target },
        copy: { ...COPY, ...copy },
        keepBlobs: true,
      });
      const fakes = createFakes(pinnedRoute);
      fakes.transfers.records.set('t0', record({ id: 't0', pinnedRoute }));
      const deps: ActivityDependencies = { ...fakes.deps, ...services };
      return { ...fakes, deps, activities: bindActivities(deps, () => NO_INSTANCES) };
    },
    /** How often an operation was asked for, on blobs of that name. */
    count: (operation: string, name: string): number =>
      cloud.admin.requests.list({ step: `storage.${operation}`, path: name }).length,
    async close(): Promise<void> {
      distrust();
      await gate.close();
      await cloud.close();
    },
  };
}

export type CopyCloud = Awaited<ReturnType<typeof startCopyCloud>>;

/** Uploads an exported blob, as an export run leaves it; answers its bytes. */
export async function putExport(container: ContainerClient, name: string, size: number): Promise<Buffer> {
  const bytes = randomBytes(size);
  await container.getBlockBlobClient(name).upload(bytes, size, {
    blobHTTPHeaders: {
      blobContentMD5: createHash('md5').update(bytes).digest(),
      blobContentType: 'application/x-tar',
      blobContentLanguage: 'en',
      blobCacheControl: 'no-cache',
    },
    metadata: { category: 'acr-transfer-blob', origin: 'low' },
    tier: 'Cool',
  });
  return bytes;
}

/** The bytes of a blob; undefined when it does not exist. */
export async function readBlob(container: ContainerClient, name: string): Promise<Buffer | undefined> {
  const blob = container.getBlobClient(name);
  return (await blob.exists()) ? blob.downloadToBuffer() : undefined;
}

/** Uncommitted blocks of a blob. */
export async function stagedBlocks(container: ContainerClient, name: string): Promise<number> {
  try {
    const list = await container.getBlockBlobClient(name).getBlockList('uncommitted');
    return list.uncommittedBlocks?.length ?? 0;
  } catch {
    return 0;
  }
}

/** Copies one exported blob as the app does: its orchestrations and its activities, on the durable engine. */
export function ferry(app: ReturnType<CopyCloud['createApp']>, name: string): Promise<Run> {
  const { inspectExportedBlob, planCopy, copyBlocks, commitBlob } = app.activities;
  // The orchestration names the blob after its batch; here it is called otherwise.
  const inspect: typeof inspectExportedBlob = (input) => inspectExportedBlob({ ...input, blobName: name });
  return runTransfer({
    inspectExportedBlob: inspect,
    planCopy,
    copyBlocks,
    commitBlob,
    cleanUp: async (input, transfers) => {
      const result = await transfers.readBatchResult(input.transferId, input.batch);
      if (result)
        await app.transfers.writeBatchResult(input.transferId, { ...result, report: { ...result.report, blob: name } });
      return app.activities.cleanUp(input);
    },
  });
}

/** Copies single ranges, for tests that act between them. */
export async function startCopy(app: ReturnType<CopyCloud['createApp']>, name: string) {
  const blob = await inspectExportedBlob(app.deps, { transferId: 't0', blobName: name });
  const { plan, replaces } = await planCopy(app.deps, { transferId: 't0', blob });
  const common = { transferId: 't0', blob, plan };
  return {
    plan,
    blob,
    copyBlocks: (first = 0, last = plan.blockCount - 1) =>
      copyBlocks(app.deps, { ...common, range: { first, last }, mayFallBack: false }),
    commit: () => commitBlob(app.deps, { transferId: 't0', blob, plan, ...(replaces && { replaces }) }),
    /** As a batch does whose copy failed. */
    discard: async () => {
      const report = { batch: 'b0', outcome: 'failed' as const, artifacts: [], blob: name };
      await app.transfers.writeBatchResult('t0', { report, artifacts: [], failures: [], exported: blob });
      return cleanUp(app.deps, { transferId: 't0', batch: 'b0' });
    },
  };
}

import type { Admin } from '../../admin/createAdmin';
import { ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import { createToken } from '../../identity/createToken';
import type { Platform } from '../../platform';
import type { LetsIn } from '../../resourceManager/letsIn';
import type { Pipeline } from '../resourceManager/resources';
import { readSecret } from './readSecret';
import { RunFailure } from './runFailure';

const WRITERS = ['Storage Blob Data Contributor', 'Storage Blob Data Owner'];
const READERS = [...WRITERS, 'Storage Blob Data Reader'];

export interface ContainerAccess {
  platform: Platform;
  admin: Admin;
  /** Certificate (PEM) that storage and vault are trusted by. */
  ca: string;
  vaultAudience: string;
  /** Whether the network rules of an account or a vault let registries in; they do where absent. */
  letsIn?: LetsIn;
}

/**
 * The pipeline's container, authorized as the pipeline says: by the SAS in its vault secret, or by its identity.
 *
 * Azurite knows no roles, so the identity's are looked up in the admin's table.
 *
 * @throws RunFailure when the secret cannot be read, or a role is missing.
 */
export async function openContainer(pipeline: Pipeline, access: ContainerAccess): Promise<ContainerClient> {
  const { uri, keyVaultUri, storageAccessMode } = pipeline.container;
  const principalId = principalOf(pipeline);
  if (storageAccessMode === 'SasToken') {
    if (principalId === undefined) throw new RunFailure('Failed to access key vault. The pipeline has no identity.');
    const secret = await readSecret(keyVaultUri as string, principalId, access);
    requireOpen(uri, access);
    const options = clientOptions(access.ca);
    return new ContainerClient(`${uri}?${secret.replace(/^\?/, '')}`, undefined, options);
  }
  const writes = pipeline.kind === 'exportPipelines' || pipeline.options?.includes('DeleteSourceBlobOnSuccess');
  if (principalId === undefined || !access.admin.hasRole(principalId, writes ? WRITERS : READERS, uri)) {
    throw new RunFailure(
      'Failed to access storage. Service request failed. Status: 403 (AuthorizationPermissionMismatch)',
    );
  }
  requireOpen(uri, access);
  const token = createToken(access.platform, { audience: 'https://storage.azure.com', principalId });
  const getToken = async () => ({ token, expiresOnTimestamp: access.platform.now() + 60 * 60 * 1000 });
  return new ContainerClient(uri, { getToken }, clientOptions(access.ca));
}

/** @throws RunFailure as for an account with private endpoints alone: azure-cli-extensions#8706 */
function requireOpen(uri: string, { letsIn }: ContainerAccess): void {
  if (letsIn && !letsIn(uri))
    throw new RunFailure('Failed to access storage. Service request failed. Status: 403 (AuthorizationFailure)');
}

/** Object id that the pipeline acts as. */
function principalOf({ identity }: Pipeline): string | undefined {
  const [assigned] = Object.values(identity?.userAssignedIdentities ?? {});
  return identity?.principalId ?? assigned?.principalId;
}

/** The clients hand unknown options on to the core pipeline, which takes `tlsOptions`. */
function clientOptions(ca: string): StoragePipelineOptions {
  const retryOptions = { maxTries: 3, retryDelayInMs: 100, maxRetryDelayInMs: 1000 };
  return { retryOptions, tlsOptions: { ca } } as StoragePipelineOptions;
}

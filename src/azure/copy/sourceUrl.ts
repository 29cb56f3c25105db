import {
  BlobSASPermissions,
  BlobServiceClient,
  SASProtocol,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob';
import { type RouteEnd, blobUri } from '../../domain/route';
import { storageReach } from '../reach';
import { readSasOf, type OpenContainer } from '../storage/containers';
import { storagePipeline } from '../storage/pipeline';
import type { CredentialFor } from '../identity/credentials';
import type { ReadSecret } from '../vault/secrets';
import { toFerryError } from '../serviceError';

/**
 * Makes an address by which the target's storage may read one source blob for two hours. It holds a signature: it
 * never leaves the activity that asked for it.
 */
export type SourceUrlFor = (end: RouteEnd, blobName: string) => Promise<string>;

const LIFETIME_MINUTES = 120;
/** Clocks differ: https://learn.microsoft.com/azure/storage/common/storage-sas-overview#best-practices-when-using-sas */
const CLOCK_SKEW_MINUTES = 15;

/**
 * Signs with a user delegation key, got with the end's own identity; where the route names a SAS, that one is used.
 *
 * Errors: SecretUnavailableError, SasMalformedError, AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createSourceUrlFor(
  credentialFor: CredentialFor,
  openContainer: OpenContainer,
  readSecret: ReadSecret,
  now: () => number,
): SourceUrlFor {
  return async (end, blobName) => {
    const ownSas = await readSasOf(end, readSecret, now);
    if (ownSas !== undefined) return `${blobUri(end, blobName)}?${ownSas}`;
    const container = await openContainer(end);
    const pipeline = storagePipeline(
      credentialFor(end.credential, end.cloud),
      end.cloud.storageAudience,
      storageReach(end),
    );
    const account = new BlobServiceClient(accountUri(end), pipeline);
    const startsOn = new Date(now() - CLOCK_SKEW_MINUTES * 60_000);
    const expiresOn = new Date(now() + LIFETIME_MINUTES * 60_000);
    try {
      const key = await account.getUserDelegationKey(startsOn, expiresOn);
      const sas = generateBlobSASQueryParameters(
        {
          containerName: container.containerName,
          blobName,
          permissions: BlobSASPermissions.from({ read: true }),
          protocol: SASProtocol.Https,
          startsOn,
          expiresOn,
        },
        key,
        container.accountName,
      );
      return `${container.getBlobClient(blobName).url}?${sas.toString()}`;
    } catch (error) {
      throw toFerryError(
        error,
        `get a user delegation key to read ${blobUri(end, blobName)}`,
        'Storage Blob Delegator on the account and Storage Blob Data Reader on the container',
      );
    }
  };
}

/** A container's URI without its last segment, which is the container itself. */
function accountUri(end: RouteEnd): string {
  return end.containerUri.slice(0, end.containerUri.lastIndexOf('/'));
}

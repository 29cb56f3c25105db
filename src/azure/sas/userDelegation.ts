import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
} from '@azure/storage-blob';
import type { SasIssuer } from '../../domain/ports/sasIssuer';
import { delegatorGrant } from '../../domain/sas/grants';
import type { CredentialFor } from '../identity/credentials';
import { storageReach } from '../reach';
import { toFerryError } from '../serviceError';
import { storagePipeline } from '../storage/pipeline';
import { placeOf } from './placeOf';

/**
 * Signs the SAS of a container with a user delegation key, which the service gives for as long as the SAS lasts.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas
 */
export function createDelegate(credentialFor: CredentialFor): SasIssuer['delegate'] {
  return async (end, { rights, startsAt, expiresAt }) => {
    const { containerUri, cloud } = end;
    const { accountUri, accountName, containerName } = placeOf(containerUri);
    const pipeline = storagePipeline(credentialFor(end.credential, cloud), cloud.storageAudience, storageReach(end));
    const [startsOn, expiresOn] = [new Date(startsAt), new Date(expiresAt)];
    try {
      const key = await new BlobServiceClient(accountUri, pipeline).getUserDelegationKey(startsOn, expiresOn);
      const permissions = ContainerSASPermissions.parse(rights);
      const values = { containerName, permissions, protocol: SASProtocol.Https, startsOn, expiresOn };
      return generateBlobSASQueryParameters(values, key, accountName).toString();
    } catch (error) {
      const doing = `get a user delegation key to sign a SAS of ${containerUri}`;
      throw toFerryError(error, doing, delegatorGrant(containerUri));
    }
  };
}

import {
  AnonymousCredential,
  ContainerClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { AccountKeyMalformedError, type Access } from '../../domain/failures/errors';
import type { SasIssuer } from '../../domain/ports/sasIssuer';
import { primaryAddress } from '../../domain/primaryAddress';
import type { RouteEnd } from '../../domain/route';
import { accountKeyGrant, dataGrant } from '../../domain/sas/grants';
import { readAccountKey } from '../../domain/sas/readAccountKey';
import type { CredentialFor } from '../identity/credentials';
import { storageReach } from '../reach';
import { toFerryError } from '../serviceError';
import { storagePipeline } from '../storage/pipeline';
import type { ReadSecret } from '../vault/secrets';
import { placeOf } from './placeOf';
import { findPolicy, keepPolicy } from './storedPolicies';
import { createDelegate } from './userDelegation';

/** Signs with what the vault or Microsoft Entra ID gives at each use: no key is kept. */
export function createSasIssuer(credentialFor: CredentialFor, readSecret: ReadSecret, now: () => number): SasIssuer {
  return {
    delegate: createDelegate(credentialFor),
    async findPolicy(end, accountKeySecretUri, id) {
      const { container } = await openWithKey(end, accountKeySecretUri);
      const doing = `read the stored access policies of ${end.containerUri}`;
      return told(findPolicy(container, id), doing, accountKeyGrant(end.containerUri, accountKeySecretUri));
    },
    async signByPolicy(end, accountKeySecretUri, id, terms) {
      const { container, key } = await openWithKey(end, accountKeySecretUri);
      const doing = `change the stored access policies of ${end.containerUri}`;
      const access = accountKeyGrant(end.containerUri, accountKeySecretUri);
      const expiresAt = await told(keepPolicy(container, id, terms, now()), doing, access);
      const { containerName } = container;
      const values = { containerName, identifier: id, protocol: SASProtocol.Https };
      return { sas: generateBlobSASQueryParameters(values, key).toString(), expiresAt };
    },
    async prove(end, sas) {
      const pipeline = storagePipeline(new AnonymousCredential(), end.cloud.storageAudience, storageReach(end));
      const container = new ContainerClient(`${primaryAddress(end.containerUri)}?${sas}`, pipeline);
      const look = container.listBlobsFlat().byPage({ maxPageSize: 1 }).next();
      await told(look, `list ${end.containerUri} with the SAS of its pipeline`, neededFor(end));
    },
  };

  async function openWithKey(end: RouteEnd, accountKeySecretUri: string) {
    const { containerUri, cloud } = end;
    const reading = readAccountKey(await readSecret(accountKeySecretUri));
    if ('problem' in reading) throw new AccountKeyMalformedError(containerUri, accountKeySecretUri, reading.problem);
    const key = new StorageSharedKeyCredential(placeOf(containerUri).accountName, reading.key);
    const pipeline = storagePipeline(key, cloud.storageAudience, storageReach(end));
    return { key, container: new ContainerClient(primaryAddress(containerUri), pipeline) };
  }
}

/** What a SAS lacks that is refused when it is tried. */
function neededFor({ containerUri, pipelineSettings }: RouteEnd): Access {
  const sas = pipelineSettings?.sas;
  return sas?.by === 'storedAccessPolicy'
    ? accountKeyGrant(containerUri, sas.accountKeySecretUri)
    : dataGrant(containerUri);
}

async function told<T>(work: Promise<T>, doing: string, access: Access): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toFerryError(error, doing, access);
  }
}

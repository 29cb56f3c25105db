import type { BrokenStack } from './brokenStack';

/** What a SAS of a container says. */
export interface SasTerms {
  permissions: string;
  expiresOn: Date;
  startsOn?: Date;
  isHttpsOnly?: boolean;
  /** The one address that it is taken from. */
  address?: string;
  /** The one blob that it is of. */
  blobName?: string;
}

/** A SAS, signed with the key of an account of the stack, without a question mark. */
export async function signSas(
  { keys }: BrokenStack,
  account: string,
  containerName: string,
  { permissions, isHttpsOnly = false, address, ...terms }: SasTerms,
): Promise<string> {
  const key = keys.accounts[account];
  if (key === undefined) throw new Error(`The stack has no storage account ${account}.`);
  // Loaded only here, as it takes long.
  const storage = await import('@azure/storage-blob');
  const credential = new storage.StorageSharedKeyCredential(account, key);
  const granted = terms.blobName === undefined ? storage.ContainerSASPermissions : storage.BlobSASPermissions;
  const values = {
    containerName,
    ...terms,
    permissions: granted.parse(permissions),
    ...(isHttpsOnly && { protocol: storage.SASProtocol.Https }),
    ...(address !== undefined && { ipRange: { start: address } }),
  };
  return storage.generateBlobSASQueryParameters(values, credential).toString();
}

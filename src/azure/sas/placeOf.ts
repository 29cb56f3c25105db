import { AnonymousCredential, ContainerClient } from '@azure/storage-blob';
import { primaryAddress } from '../../domain/primaryAddress';

/** The account and the container that an address means, by the names that a signature is made of. */
export function placeOf(containerUri: string): { accountUri: string; accountName: string; containerName: string } {
  const address = primaryAddress(containerUri);
  const { accountName, containerName } = new ContainerClient(address, new AnonymousCredential());
  return { accountUri: address.slice(0, address.lastIndexOf('/')), accountName, containerName };
}

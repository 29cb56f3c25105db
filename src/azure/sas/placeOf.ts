import { AnonymousCredential, ContainerClient } from '@azure/storage-blob';
import { primaryAddress } from '../../domain/primaryAddress';

/** The account and the container that an address means, by the names that a signature is made of. */
export function placeOf(containerUri: string): { accountUri: string; accountName: string; containerName: string } {
  const address = primaryAddress(containerUri);
  // It takes the address apart, and sends nothing.
  // eslint-disable-next-line ferry/guarded-client
  const { accountName, containerName } = new ContainerClient(address, new AnonymousCredential());
  return { accountUri: address.slice(0, address.lastIndexOf('/')), accountName, containerName };
}

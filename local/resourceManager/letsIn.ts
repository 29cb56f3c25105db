import type { EmulatedResources } from './answerProvider';
import type { ChangedResources } from './changedResources';

/** Whether the resource at an address lets a registry in, which comes from an address that no network rule names. */
export type LetsIn = (uri: string) => boolean;

interface Rules {
  publicNetworkAccess?: string;
  networkAcls?: { defaultAction?: string; bypass?: string };
}

/** By the network rules of storage accounts and vaults; what is not known is open. */
export function createLetsIn({ accounts, vaults }: EmulatedResources, changed: ChangedResources): LetsIn {
  const places = [
    ...accounts.map(({ blobEndpoint, ...account }) => ({ ...account, uri: blobEndpoint, trusts: false })),
    ...vaults.map(({ vaultUri, ...vault }) => ({ ...vault, uri: vaultUri, trusts: true })),
  ];
  return (uri) => {
    const place = places.find((one) => uri.toLowerCase().startsWith(`${one.uri.toLowerCase()}/`));
    return !place || isOpen({ ...place.properties, ...changed.read(place.id) }, place.trusts);
  };
}

/** Vaults count registries among the services that `bypass: AzureServices` lets in, storage does not (acr-transfer §11). */
function isOpen({ publicNetworkAccess, networkAcls }: Rules, trustsRegistries: boolean): boolean {
  if (trustsRegistries && (networkAcls?.bypass ?? 'AzureServices').includes('AzureServices')) return true;
  return publicNetworkAccess !== 'Disabled' && networkAcls?.defaultAction !== 'Deny';
}

import { primaryAddress } from '../domain/primaryAddress';
import type { CloudProfile, RouteEnd } from '../domain/route';
import { networkOriginOf } from './networkOriginOf';

/** Where the requests of one client may go. No other address is sent anything, whoever names it. */
export interface Reach {
  /** Who is called, as an operator knows it. */
  readonly service: string;
  /** What the addresses begin with: origins, or origins with the beginning of a path. */
  readonly addresses: readonly [string, ...string[]];
  /** What names the address, as an operator finds it. */
  readonly namedBy: string;
  /** Whose certificate authorities count; absent in the app's own cloud. */
  readonly cloud?: CloudProfile;
  /** True where a redirect is an answer of its own, which nobody follows. */
  readonly redirectsAnswer?: true;
}

/** Where MSAL looks authorities up that it does not know: https://learn.microsoft.com/entra/identity-platform/msal-js-known-authorities */
const DISCOVERY = 'https://login.microsoftonline.com/common/discovery/instance';

export function resourceManagerReach(cloud: CloudProfile): Reach {
  return {
    service: 'Azure Resource Manager',
    addresses: [cloud.resourceManagerEndpoint],
    namedBy: `clouds.${cloud.name}.resourceManagerEndpoint`,
    cloud,
  };
}

/** An authority is looked up elsewhere, or called by another one of its names, only where the profile says so. */
export function loginReach(cloud: CloudProfile): Reach {
  const { loginEndpoint, instanceDiscovery } = cloud;
  const networkOrigin = networkOriginOf(loginEndpoint);
  const discovered = instanceDiscovery ? [DISCOVERY, ...(networkOrigin === undefined ? [] : [networkOrigin])] : [];
  return {
    service: 'Microsoft Entra ID',
    addresses: [loginEndpoint, ...discovered],
    namedBy: `clouds.${cloud.name}.loginEndpoint`,
    cloud,
  };
}

/** A registry redirects to where the bytes of a blob lie: that is its word that it has the blob, and is not followed. */
export function registryReach(cloud: CloudProfile, loginServer: string): Reach {
  return {
    service: `The registry ${loginServer}`,
    addresses: [`https://${loginServer}`],
    namedBy: 'its login server',
    cloud,
    redirectsAnswer: true,
  };
}

export function storageReach({ cloud, containerUri }: RouteEnd): Reach {
  // One that names a secondary endpoint, which only reads, names its account.
  const addresses = [new URL(containerUri).origin, new URL(primaryAddress(containerUri)).origin] as const;
  return { service: `The storage of ${containerUri}`, addresses: [...addresses], namedBy: 'its containerUri', cloud };
}

/** The vault is in the app's own cloud. */
export function vaultReach(vault: string): Reach {
  return { service: `The key vault ${vault}`, addresses: [vault], namedBy: 'the URI of the secret' };
}

/** Storage of the app's own: the state container, and a routes file in a blob. */
export function ownStorageReach(containerUri: string, routesLocation: string): Reach {
  const others = routesLocation.startsWith('https://') ? [new URL(routesLocation).origin] : [];
  return {
    service: "The app's own storage",
    addresses: [new URL(containerUri).origin, ...others],
    namedBy: 'FERRY_STATE_CONTAINER',
  };
}

import type { RouteEnd } from '../route';

/** Who may reach a key vault. */
export interface VaultNetwork {
  readonly vaultId: string;
  /** `Enabled` or `Disabled`. */
  readonly publicNetworkAccess: string;
  /** Of the network rules: `Allow` or `Deny`. */
  readonly defaultAction: string;
  /** Whether trusted services of Azure, as registries are, pass the rules. */
  readonly trustsServices: boolean;
}

/** What Resource Manager knows of the networks of vaults. */
export interface VaultNetworks {
  /**
   * Undefined where the app sees no such vault.
   *
   * Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError.
   */
  of(end: RouteEnd, secretUri: string): Promise<VaultNetwork | undefined>;
}

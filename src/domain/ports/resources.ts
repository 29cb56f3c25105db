import type { AccessPolicy } from '../roles/accessPolicy';
import type { RouteEnd } from '../route';

/** A key vault in Resource Manager. */
export interface VaultResource {
  readonly id: string;
  /** Whether roles open its secrets; else its access policies do. */
  readonly hasRoles: boolean;
  /** Whose identities it lets in. */
  readonly tenantId?: string;
  /** Where these count, and not roles. */
  readonly accessPolicies?: readonly AccessPolicy[];
}

/**
 * Where in Resource Manager that is which a route names by address. What the routes file says is taken; else it is looked for in the
 * subscription of the end's registry.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export interface Resources {
  /** Resource id of the storage account of the end's container; undefined where the app sees none of that address. */
  storageAccountIdOf(end: RouteEnd): Promise<string | undefined>;
  /** The vault of a secret; undefined as above. @param secretUri  `https://{vault}/secrets/{name}` */
  vaultOf(end: RouteEnd, secretUri: string): Promise<VaultResource | undefined>;
}

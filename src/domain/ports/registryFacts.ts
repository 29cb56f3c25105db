import type { RouteEnd } from '../route';

/** What Resource Manager tells of a registry; a fact that it does not tell is absent. */
export interface RegistryFacts {
  /** Name of the SKU. */
  sku?: string;
  location?: string;
  /** `myregistry.azurecr.io` */
  loginServer?: string;
  /** `Enabled`, `Disabled` or, with a perimeter, `SecuredByPerimeter`. */
  publicNetworkAccess?: string;
  /** What becomes of clients that no network rule names: `Allow` or `Deny`. */
  defaultAction?: string;
  /** Ranges of addresses that network rules let in. */
  ipRules: string[];
  privateEndpoints: number;
  /** `enabled` or `disabled`. */
  exportPolicy?: string;
  /** Of manifests without a tag. */
  retention?: { status: string; days?: number };
  /** `LegacyRegistryPermissions` or `AbacRepositoryPermissions`. */
  roleAssignmentMode?: string;
  zoneRedundancy?: string;
}

/** A region that a registry is replicated to. */
export interface RegistryReplication {
  name: string;
  location: string;
  /** `Succeeded`, or what the service says instead. */
  state: string;
  /** In the service's words, where it has some. */
  words: string;
}

/** Of artifacts that somebody deletes. */
export interface SoftDelete {
  /** `enabled` or `disabled`. */
  status: string;
  /** For how long they can be restored. */
  days?: number;
}

/** Asks Resource Manager about the registries of routes. */
export interface RegistryDescriptions {
  /** Undefined where there is no such registry. */
  find(end: RouteEnd): Promise<RegistryFacts | undefined>;
  /** None of a registry that is not there, or has one region alone. */
  replications(end: RouteEnd): Promise<RegistryReplication[]>;
  /** Undefined where the API version of the cloud's pipelines does not tell, or there is no such registry. */
  softDelete(end: RouteEnd): Promise<SoftDelete | undefined>;
}

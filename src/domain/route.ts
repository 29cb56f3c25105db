import type { ArrivalSettings } from './arrivals/arrivalSettings';
import type { CopyStrategyName } from './copy/copyPlan';
import type { PipelineSettings } from './pipelines/pipelineSettings';
import type { PushSettings } from './pushes/push';
import type { Retention } from './retention/retention';
import type { Schedule } from './schedule/schedule';
import type { Selection } from './selection/selection';
import type { Mistake } from './validation/mistake';

/**
 * Endpoints and token audiences of one Azure cloud. Every value is written out, never derived from another one.
 * A token's scope is its audience followed by `/.default`: an audience that ends in `/` gives the double slash that
 * Azure Resource Manager expects (`https://management.azure.com//.default`).
 */
export interface CloudProfile {
  readonly name: string;
  /** Where Azure Resource Manager answers, without a trailing slash. */
  readonly resourceManagerEndpoint: string;
  readonly resourceManagerAudience: string;
  /** Authority host of Microsoft Entra ID, without a trailing slash. */
  readonly loginEndpoint: string;
  /** False where the authority cannot be looked up in the public cloud, as in air-gapped clouds. */
  readonly instanceDiscovery: boolean;
  readonly registryAudience: string;
  readonly storageAudience: string;
  /** `api-version` of export pipelines, import pipelines and pipeline runs. */
  readonly pipelineApiVersion: string;
}

/** The managed identity of the app, or a user-assigned one when `clientId` is given. */
export interface ManagedIdentityReference {
  readonly name: string;
  readonly type: 'managedIdentity';
  readonly clientId?: string;
}

/** An app registration, of this tenant or of another one, whose secret stays in a key vault. */
export interface ClientSecretReference {
  readonly name: string;
  readonly type: 'clientSecret';
  readonly tenantId: string;
  readonly clientId: string;
  /** `https://{vault}/secrets/{name}[/{version}]`: read when it is needed, never stored. */
  readonly secretUri: string;
}

/** Which identity to use at one end of a route; holds no secret. `default` is the app's managed identity. */
export type CredentialReference = ManagedIdentityReference | ClientSecretReference;

/** One side of a route: a registry, its transfer pipeline and the blob container that the pipeline uses. */
export interface RouteEnd {
  /** Resource id of the registry, and its parts. */
  readonly registryId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly registryName: string;
  /** Name of the export pipeline (source) or of the import pipeline (target). */
  readonly pipeline: string;
  /** What the pipeline should be like; absent where the routes file does not say. */
  readonly pipelineSettings?: PipelineSettings;
  /** `https://{account}/{container}`, without a trailing slash or a query. */
  readonly containerUri: string;
  /** Resource id of the storage account; absent: it is looked for by its address. */
  readonly storageAccountId?: string;
  readonly cloud: CloudProfile;
  readonly credential: CredentialReference;
  /** Key Vault secret that holds a SAS of the container; the app uses it there instead of its identity. */
  readonly sasSecretUri?: string;
}

/** How the exported blob is copied from the source's container to the target's. */
export interface CopySettings {
  /** `auto`: server, and relay where the target's storage cannot read the source. */
  readonly strategy: 'auto' | CopyStrategyName;
  /** What becomes of a target blob that exists; `ifDifferent` keeps one with the same content. */
  readonly overwrite: 'never' | 'ifDifferent' | 'always';
  /** Size of a block in MiB; it grows by itself where a blob would need more than 50,000 blocks. */
  readonly blockSizeMiB: number;
  /** The same for the relay strategy, which holds every block in flight in memory. */
  readonly relayBlockSizeMiB: number;
  /** Blocks of `blockSizeMiB` that one activity copies. */
  readonly blocksPerActivity: number;
  /** Blocks in flight in one activity. */
  readonly concurrency: number;
  /** The same for the relay strategy. */
  readonly relayConcurrency: number;
  /** Activities that copy at once. */
  readonly lanes: number;
  /** Highest rate of one transfer in MiB per second, over all its lanes; no limit when absent. */
  readonly bandwidthMiBps?: number;
}

/** A route as the app uses it: validated, defaulted, with its cloud profiles and credential references resolved. */
export interface Route {
  readonly name: string;
  /** Absent in an import-only route. */
  readonly source?: RouteEnd;
  /** Absent in an export-only route. */
  readonly target?: RouteEnd;
  readonly copy: CopySettings;
  /** True to leave the exported and the copied blob in place after verification. */
  readonly keepBlobs: boolean;
  /** What becomes of a transfer that is asked for while another one of the route runs; absent where they run side by side. */
  readonly whenBusy?: 'refuse' | 'queue';
  /** What is transferred when a request names nothing; absent where the routes file does not say. */
  readonly select?: Selection;
  /** How blobs are imported that somebody puts into the target's container; absent where they are not. */
  readonly arrivals?: ArrivalSettings;
  /** When what is pushed to the source starts a transfer; absent where it does not. `select` takes the place of the route's. */
  readonly onPush?: PushSettings & { readonly select?: Selection };
  /** When transfers start by themselves; absent where the route has none. */
  readonly schedules?: readonly Schedule[];
  /** How long what the route made is kept; what it does not say is `DEFAULT_RETENTION`. */
  readonly retention?: Partial<Retention>;
}

/** One mistake in the routes file. */
export interface RouteMistake extends Mistake {
  /** The route that cannot be used because of it; absent for a mistake in a part that several routes share. */
  readonly route?: string;
}

/** What a routes file holds: the routes that can be used, by name, and every mistake. */
export interface LoadedRoutes {
  readonly routes: ReadonlyMap<string, Route>;
  readonly mistakes: readonly RouteMistake[];
  /** True where the file says that there are no routes: then none stay in force, though it is a mistake. */
  readonly isEmpty?: true;
  /** Why the file could not be read the last time: all else is of an earlier reading. */
  readonly unreadable?: string;
}

/** The address of a blob, without any token. */
export function blobUri(end: RouteEnd, name: string): string {
  return `${end.containerUri}/${name}`;
}

import type { RouteEnd } from '../route';

/** A storage account, as Resource Manager shows it. */
export interface AccountFacts {
  readonly accountId: string;
  /** `Enabled`, `Disabled`, `SecuredByPerimeter`. */
  readonly publicNetworkAccess: string;
  /** Of the network rules: `Allow` or `Deny`. */
  readonly defaultAction: string;
  /** False where nothing that a key of the account has signed is taken. */
  readonly allowsSharedKey: boolean;
  /** `TLS1_2`; absent where the service does not tell. */
  readonly minimumTlsVersion?: string;
  readonly isHttpsOnly: boolean;
  readonly hasNamespace: boolean;
}

/** The blob service of an account. */
export interface BlobServiceFacts {
  readonly keepsVersions: boolean;
  /** Days for which deleted blobs are kept; absent where they are not. */
  readonly softDeleteDays?: number;
}

/** What protects the blobs of a container from being changed. */
export interface ContainerFacts {
  /** A time-based policy: days after a blob's creation, and `Locked` or `Unlocked`. */
  readonly immutability?: { readonly days: number; readonly state: string };
  /** Tags of legal holds. */
  readonly legalHolds: readonly string[];
}

/** A rule of an account's lifecycle that is in force for block blobs. */
export interface LifecycleRule {
  readonly name: string;
  /** Its place among all rules. */
  readonly index: number;
  /** `container/prefix`; none stands for every blob. */
  readonly prefixes: readonly string[];
  /** Days after which it moves or deletes a blob, since its creation or its last change; absent where it does not. */
  readonly archiveAfterDays?: number;
  readonly deleteAfterDays?: number;
  /** Days after which it deletes a version that is no longer the current one. */
  readonly deleteVersionsAfterDays?: number;
}

/**
 * What Resource Manager knows of the account and the container of an end. Undefined where the app sees no such account.
 *
 * Errors of every call: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError.
 */
export interface StorageFacts {
  account(end: RouteEnd): Promise<AccountFacts | undefined>;
  blobService(end: RouteEnd): Promise<BlobServiceFacts | undefined>;
  container(end: RouteEnd): Promise<ContainerFacts | undefined>;
  /** None where the account has no such rules. */
  lifecycle(end: RouteEnd): Promise<LifecycleRule[] | undefined>;
}

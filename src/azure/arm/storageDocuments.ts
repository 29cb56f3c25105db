import type { AccountFacts, BlobServiceFacts, ContainerFacts, LifecycleRule } from '../../domain/ports/storageFacts';

/** The parts that this app reads of https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties; any may be absent. */
export interface AccountDocument {
  properties?: {
    publicNetworkAccess?: string | null;
    networkAcls?: { defaultAction?: string } | null;
    allowSharedKeyAccess?: boolean | null;
    minimumTlsVersion?: string | null;
    supportsHttpsTrafficOnly?: boolean | null;
    isHnsEnabled?: boolean | null;
  };
}

/** …/storagerp/blob-services/get-service-properties */
export interface BlobServiceDocument {
  properties?: {
    isVersioningEnabled?: boolean | null;
    deleteRetentionPolicy?: { enabled?: boolean; days?: number } | null;
  };
}

/** …/storagerp/blob-containers/get */
export interface ContainerDocument {
  properties?: {
    immutabilityPolicy?: {
      properties?: { immutabilityPeriodSinceCreationInDays?: number; state?: string };
    } | null;
    hasLegalHold?: boolean;
    legalHold?: { tags?: { tag?: string }[] } | null;
  };
}

/** …/storagerp/management-policies/get */
export interface LifecycleDocument {
  properties?: {
    policy?: {
      rules?: {
        name?: string;
        enabled?: boolean;
        definition?: {
          filters?: { blobTypes?: string[]; prefixMatch?: string[]; blobIndexMatch?: unknown[] };
          actions?: {
            baseBlob?: { tierToArchive?: Age | null; delete?: Age | null } | null;
            version?: { delete?: Age | null } | null;
          };
        };
      }[];
    };
  };
}

interface Age {
  daysAfterModificationGreaterThan?: number;
  daysAfterCreationGreaterThan?: number;
  daysAfterLastAccessTimeGreaterThan?: number;
}

/** What is absent is the service's default: public, open, with shared keys. */
export function toAccountFacts({ properties = {} }: AccountDocument, accountId: string): AccountFacts {
  const { publicNetworkAccess, networkAcls, allowSharedKeyAccess, minimumTlsVersion } = properties;
  return {
    accountId,
    publicNetworkAccess: publicNetworkAccess ?? 'Enabled',
    defaultAction: networkAcls?.defaultAction ?? 'Allow',
    allowsSharedKey: allowSharedKeyAccess ?? true,
    ...(minimumTlsVersion && { minimumTlsVersion }),
    isHttpsOnly: properties.supportsHttpsTrafficOnly ?? true,
    hasNamespace: properties.isHnsEnabled ?? false,
  };
}

export function toBlobServiceFacts({ properties = {} }: BlobServiceDocument): BlobServiceFacts {
  const { enabled, days } = properties.deleteRetentionPolicy ?? {};
  return {
    keepsVersions: properties.isVersioningEnabled ?? false,
    ...(enabled && days !== undefined && { softDeleteDays: days }),
  };
}

export function toContainerFacts({ properties = {} }: ContainerDocument): ContainerFacts {
  const policy = properties.immutabilityPolicy?.properties;
  const days = policy?.immutabilityPeriodSinceCreationInDays;
  const tags = (properties.legalHold?.tags ?? []).flatMap(({ tag }) => tag ?? []);
  return {
    ...(days !== undefined && { immutability: { days, state: policy?.state ?? 'Unlocked' } }),
    legalHolds: tags.length === 0 && properties.hasLegalHold ? ['a tag that is not told'] : tags,
  };
}

/** Exported blobs carry no index tags: rules that ask for some leave them alone. */
export function toLifecycleRules({ properties = {} }: LifecycleDocument): LifecycleRule[] {
  return (properties.policy?.rules ?? []).flatMap(({ name, enabled, definition }, index) => {
    const { blobTypes = [], prefixMatch = [], blobIndexMatch = [] } = definition?.filters ?? {};
    const isForBlobs = blobTypes.length === 0 || blobTypes.some((type) => type.toLowerCase() === 'blockblob');
    if (enabled === false || !isForBlobs || blobIndexMatch.length > 0) return [];
    const { baseBlob, version } = definition?.actions ?? {};
    const [archiveAfterDays, deleteAfterDays] = [daysOf(baseBlob?.tierToArchive), daysOf(baseBlob?.delete)];
    const deleteVersionsAfterDays = daysOf(version?.delete);
    return {
      name: name ?? `number ${index + 1}`,
      index,
      prefixes: prefixMatch,
      ...(archiveAfterDays !== undefined && { archiveAfterDays }),
      ...(deleteAfterDays !== undefined && { deleteAfterDays }),
      ...(deleteVersionsAfterDays !== undefined && { deleteVersionsAfterDays }),
    };
  });
}

function daysOf(age: Age | null | undefined): number | undefined {
  if (!age) return undefined;
  const days = [age.daysAfterModificationGreaterThan, age.daysAfterCreationGreaterThan];
  return [...days, age.daysAfterLastAccessTimeGreaterThan].find((one) => one !== undefined);
}

/** How a pipeline reaches its container: by a SAS in a key vault, or by its own identity. */
export const STORAGE_ACCESS_MODES = ['SasToken', 'ManagedIdentity'] as const;

export type StorageAccessMode = (typeof STORAGE_ACCESS_MODES)[number];

/** Options that the service knows (acr-transfer §9). */
export const EXPORT_OPTIONS = ['OverwriteBlobs', 'ContinueOnErrors'] as const;
export const IMPORT_OPTIONS = ['OverwriteTags', 'DeleteSourceBlobOnSuccess', 'ContinueOnErrors'] as const;

/** What the pipeline of an end should be like, beside its name and its container. */
export interface PipelineSettings {
  readonly options: readonly string[];
  readonly storageAccessMode: StorageAccessMode;
  /** URI of the key vault secret with the SAS, of SasToken only. */
  readonly secretUri?: string;
  /** Resource id of the vault of that secret; absent: it is looked for by its address. */
  readonly vaultId?: string;
  /** Resource id of a user-assigned identity; absent: the pipeline has one of its own. */
  readonly userAssignedIdentity?: string;
  /** Of an import pipeline: whether the registry itself imports blobs that arrive. */
  readonly sourceTrigger?: 'Enabled' | 'Disabled';
}

const FIRST_WITH_ACCESS_MODE = '2025-06-01-preview';

/** Whether an API version knows `storageAccessMode`; earlier ones know SasToken alone (acr-transfer §2.1). */
export function knowsAccessMode(apiVersion: string): boolean {
  return apiVersion >= FIRST_WITH_ACCESS_MODE;
}

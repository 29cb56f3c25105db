import type { ChangeableAttributes, ManifestEntry, TagEntry } from '../contentStore';

export const UNLOCKED: Omit<ChangeableAttributes, 'quarantineState'> = {
  deleteEnabled: true,
  writeEnabled: true,
  readEnabled: true,
  listEnabled: true,
};

/** What is kept about everything: times in ISO 8601, and its locks once it has had any. */
export interface Dated {
  createdTime: string;
  lastUpdateTime: string;
  attributes?: ChangeableAttributes;
}

/** What is kept about a manifest beside its bytes. */
export interface ManifestFile extends Dated {
  mediaType: string;
  size: number;
  subject?: string;
}

/** What is kept about a tag. */
export interface TagFile extends Dated {
  digest: string;
}

export type LockedManifestEntry = ManifestEntry & { attributes: ChangeableAttributes };
export type LockedTagEntry = TagEntry & { attributes: ChangeableAttributes };
export type RepositoryEntry = Dated & {
  name: string;
  manifestCount: number;
  tagCount: number;
  attributes: ChangeableAttributes;
};

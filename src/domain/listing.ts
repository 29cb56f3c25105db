/**
 * Why something cannot be read or exported. `locked`: its `readEnabled` or `listEnabled` is false. A registry lists nothing
 * that was deleted, softly or not: `softDeleted` is said of it where it says so all the same.
 *
 * @see https://learn.microsoft.com/azure/container-registry/container-registry-image-lock
 */
export type Unreadable = 'locked' | 'quarantined' | 'softDeleted';

/** What a registry lists about a tag. Times are ISO 8601, in UTC. */
export interface ListedTag {
  name: string;
  digest: string;
  createdAt: string;
  updatedAt: string;
  /** Absent when it can be read. A tag can be read only where its manifest can, too. */
  state?: Unreadable;
}

/** What a registry lists about a manifest. Times are ISO 8601, in UTC. */
export interface ListedManifest {
  digest: string;
  mediaType?: string;
  /** Its artifact type, or else the media type of its config; absent where the registry tells neither. */
  artifactType?: string;
  /** Of its config and layers together; of an index, what the registry says. */
  bytes?: number;
  createdAt: string;
  updatedAt: string;
  tags: string[];
  /** Absent when it can be read. */
  state?: Unreadable;
}

/** What a registry lists of a repository. */
export interface ListedRepository {
  repository: string;
  tags: ListedTag[];
  manifests: ListedManifest[];
}

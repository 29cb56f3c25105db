import type { Readable } from 'node:stream';

/** A manifest as stored: the exact bytes that its digest covers. */
export interface StoredManifest {
  digest: string;
  mediaType: string;
  bytes: Buffer;
}

/** What the registry data plane lists about a tag; times are ISO 8601. */
export interface TagEntry {
  name: string;
  digest: string;
  createdTime: string;
  lastUpdateTime: string;
}

/** What the registry data plane lists about a manifest; times are ISO 8601. */
export interface ManifestEntry {
  digest: string;
  mediaType: string;
  /** Of the manifest itself, in bytes. */
  size: number;
  /** Sorted by name. */
  tags: string[];
  createdTime: string;
  lastUpdateTime: string;
}

/** What may be done with a repository, manifest or tag; all true until somebody locks it. */
export interface ChangeableAttributes {
  deleteEnabled: boolean;
  writeEnabled: boolean;
  readEnabled: boolean;
  listEnabled: boolean;
  /** Of a manifest, once somebody has set it: as long as it is not `Passed`, the manifest may not be read. */
  quarantineState?: string;
}

/** The content of one emulated registry, kept on disk: layers by digest, manifests by repository, tags by name. */
export interface ContentStore {
  /** Size in bytes of a layer or config, or undefined if the repository has none with that digest. */
  blobSize(repository: string, digest: string): Promise<number | undefined>;
  /** Streams a layer; `range` is inclusive. Throws if it does not exist. */
  readBlob(repository: string, digest: string, range?: { start: number; end: number }): Readable;
  /** Stores a layer. Throws, and stores nothing, when its content does not have `digest`. */
  writeBlob(repository: string, digest: string, content: Readable): Promise<void>;
  /** Makes a layer of one repository visible in another; false when the source has none. */
  mountBlob(from: string, to: string, digest: string): Promise<boolean>;
  /** `reference` is a tag or a digest. */
  getManifest(repository: string, reference: string): Promise<StoredManifest | undefined>;
  /**
   * Stores a manifest and, when given, moves `tag` to it; answers its digest. The repository begins to exist.
   * `digest`, when given, must be the digest of `bytes`; else it is their SHA-256.
   */
  putManifest(
    repository: string,
    manifest: { mediaType: string; bytes: Buffer; digest?: string },
    tag?: string,
  ): Promise<string>;
  /** Deletes a manifest and the tags that point to it; false when there is none. */
  deleteManifest(repository: string, digest: string): Promise<boolean>;
  deleteTag(repository: string, tag: string): Promise<boolean>;
  /** Sorted by name. */
  listRepositories(): Promise<string[]>;
  /** Sorted by name; undefined when the repository does not exist. */
  listTags(repository: string): Promise<TagEntry[] | undefined>;
  /** Sorted by digest; undefined when the repository does not exist. */
  listManifests(repository: string): Promise<ManifestEntry[] | undefined>;
  /** Of a repository (no `reference`), of a manifest (a digest) or of a tag; undefined when there is none. */
  attributesOf(repository: string, reference?: string): Promise<ChangeableAttributes | undefined>;
}

import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isMissing, listFolder } from '../files/missingFiles';
import { syncFolder } from '../files/syncFolder';
import type { Platform } from '../platform';
import type { ChangeableAttributes, ContentStore, StoredManifest } from './contentStore';
import { compareNames } from './referenceGrammar';
import { Layers } from './store/layers';
import type { LockedManifestEntry, LockedTagEntry, RepositoryEntry } from './store/entries';
import { RepositoryContent } from './store/repositoryContent';
import { StorePaths } from './store/storePaths';
import { Uploads } from './store/uploads';

/** A content store with what only the data plane needs. */
export interface DiskContentStore extends ContentStore {
  readonly uploads: Uploads;
  /** Hides a layer from a repository; false when it has none with that digest. */
  deleteBlob(repository: string, digest: string): Promise<boolean>;
  deleteRepository(repository: string): Promise<boolean>;
  describeRepository(repository: string): Promise<RepositoryEntry | undefined>;
  /** Manifests whose `subject` is `digest`, sorted by digest. */
  listReferrers(repository: string, digest: string): Promise<StoredManifest[]>;
  /** Locks or unlocks what `reference` names, as in attributesOf; false when there is none. */
  setAttributes(
    repository: string,
    reference: string | undefined,
    change: Partial<ChangeableAttributes>,
  ): Promise<boolean>;
  listTags(repository: string): Promise<LockedTagEntry[] | undefined>;
  listManifests(repository: string): Promise<LockedManifestEntry[] | undefined>;
}

/**
 * Opens the content of one registry on disk, creating the folder. Whatever a killed process was writing is dropped;
 * everything it had answered for is there. One process, and one store in it, owns a folder at a time.
 *
 * @throws Error from the file system when the folder cannot be written.
 */
export async function createContentStore(folder: string, platform: Platform): Promise<DiskContentStore> {
  const paths = new StorePaths(path.resolve(folder));
  await rm(paths.temporary, { recursive: true, force: true });
  for (const needed of [paths.temporary, paths.repositories, paths.uploads]) await mkdir(needed, { recursive: true });

  const layers = new Layers(paths, platform);
  const loaded = new Map<string, Promise<RepositoryContent>>();
  const content = (repository: string): Promise<RepositoryContent> => {
    let loading = loaded.get(repository);
    if (!loading) {
      loading = RepositoryContent.load(paths, repository, platform);
      loaded.set(repository, loading);
      loading.catch(() => loaded.delete(repository));
    }
    return loading;
  };
  const existing = async (repository: string): Promise<RepositoryContent | undefined> => {
    const found = await content(repository);
    return found.exists ? found : undefined;
  };

  return {
    uploads: new Uploads(paths, layers, platform),
    blobSize: (repository, digest) => layers.size(repository, digest),
    readBlob: (repository, digest, range) => layers.read(repository, digest, range),
    writeBlob: (repository, digest, bytes) => layers.write(repository, digest, bytes),
    mountBlob: (from, to, digest) => layers.mount(from, to, digest),
    deleteBlob: (repository, digest) => layers.unmark(repository, digest),
    getManifest: async (repository, reference) => (await content(repository)).get(reference),
    putManifest: async (repository, manifest, tag) => (await content(repository)).put(manifest, tag),
    deleteManifest: async (repository, digest) => (await content(repository)).deleteManifest(digest),
    deleteTag: async (repository, tag) => (await content(repository)).deleteTag(tag),
    listTags: async (repository) => (await existing(repository))?.listTags(),
    listManifests: async (repository) => (await existing(repository))?.listManifests(),
    describeRepository: async (repository) => (await content(repository)).describe(),
    attributesOf: async (repository, reference) => (await content(repository)).attributesOf(reference),
    setAttributes: async (repository, reference, change) =>
      (await content(repository)).setAttributes(reference, change),

    async listReferrers(repository, digest) {
      const found = await content(repository);
      const manifests = await Promise.all(found.listReferrers(digest).map((referrer) => found.get(referrer)));
      return manifests.filter((manifest) => manifest !== undefined);
    },

    async listRepositories() {
      const names = (await listFolder(paths.repositories)).map((name) => paths.repositoryName(name));
      const found = await Promise.all(names.map((name) => existing(name)));
      return found.flatMap((repository) => (repository ? [repository.name] : [])).sort(compareNames);
    },

    async deleteRepository(repository) {
      if (!(await existing(repository))) return false;
      const doomed = paths.temporaryFile(platform.newId());
      try {
        await rename(paths.repository(repository), doomed);
        await syncFolder(paths.repositories);
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
      loaded.delete(repository);
      await rm(doomed, { recursive: true, force: true });
      return true;
    },
  };
}

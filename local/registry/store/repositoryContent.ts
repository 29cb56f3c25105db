import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readJsonFile } from '../../files/jsonFile';
import { isMissing, listFolder, removeFile } from '../../files/missingFiles';
import { writeAtomically } from '../../files/writeAtomically';
import type { Platform } from '../../platform';
import type { ChangeableAttributes, StoredManifest } from '../contentStore';
import { digestOf } from '../digest';
import { compareNames } from '../referenceGrammar';
import {
  UNLOCKED,
  type Dated,
  type LockedManifestEntry,
  type LockedTagEntry,
  type ManifestFile,
  type RepositoryEntry,
  type TagFile,
} from './entries';
import type { StorePaths } from './storePaths';

/**
 * Manifests and tags of one repository. Everything but the manifests' bytes is kept in memory and written to disk
 * before it is shown; changes happen one after another.
 */
export class RepositoryContent {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly paths: StorePaths,
    readonly name: string,
    private readonly platform: Platform,
    private own: Dated | undefined,
    private readonly manifests: Map<string, ManifestFile>,
    private readonly tags: Map<string, TagFile>,
  ) {}

  static async load(paths: StorePaths, name: string, platform: Platform): Promise<RepositoryContent> {
    const manifests = await loadEntries<ManifestFile>(paths.manifests(name), (file) => file.replace('-', ':'));
    const tags = await loadEntries<TagFile>(paths.tags(name), (file) => file);
    const own = readJsonFile(paths.repositoryFile(name)) as Dated | undefined;
    return new RepositoryContent(paths, name, platform, own, manifests, tags);
  }

  get exists(): boolean {
    return this.own !== undefined;
  }

  /** `reference` is a tag or a digest. */
  async get(reference: string): Promise<StoredManifest | undefined> {
    const digest = reference.includes(':') ? reference : this.tags.get(reference)?.digest;
    const known = digest === undefined ? undefined : this.manifests.get(digest);
    if (digest === undefined || !known) return undefined;
    try {
      const bytes = await readFile(this.paths.manifestBytes(this.name, digest));
      return { digest, mediaType: known.mediaType, bytes };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  put(manifest: { mediaType: string; bytes: Buffer; digest?: string }, tag?: string): Promise<string> {
    return this.inTurn(async () => {
      const digest = manifest.digest ?? digestOf(manifest.bytes);
      const tagFile = tag === undefined ? undefined : this.paths.tagFile(this.name, tag);
      const now = this.now();
      const before = this.manifests.get(digest);
      if (before?.mediaType !== manifest.mediaType) {
        const subject = subjectOf(manifest.bytes);
        const entry: ManifestFile = {
          createdTime: now,
          ...before,
          mediaType: manifest.mediaType,
          size: manifest.bytes.length,
          lastUpdateTime: now,
          ...(subject === undefined ? {} : { subject }),
        };
        await this.write(this.paths.manifestBytes(this.name, digest), manifest.bytes);
        await this.write(this.paths.manifestFile(this.name, digest), JSON.stringify(entry));
        this.manifests.set(digest, entry);
      }
      if (tag !== undefined && tagFile !== undefined && this.tags.get(tag)?.digest !== digest) {
        const entry: TagFile = { createdTime: now, ...this.tags.get(tag), digest, lastUpdateTime: now };
        await this.write(tagFile, JSON.stringify(entry));
        this.tags.set(tag, entry);
      }
      await this.touch(now);
      return digest;
    });
  }

  /** Deletes a manifest and every tag that points to it. */
  deleteManifest(digest: string): Promise<boolean> {
    return this.inTurn(async () => {
      if (!this.manifests.has(digest)) return false;
      for (const [tag, entry] of this.tags) {
        if (entry.digest !== digest) continue;
        await removeFile(this.paths.tagFile(this.name, tag));
        this.tags.delete(tag);
      }
      await removeFile(this.paths.manifestFile(this.name, digest));
      this.manifests.delete(digest);
      await removeFile(this.paths.manifestBytes(this.name, digest));
      await this.touch(this.now());
      return true;
    });
  }

  deleteTag(tag: string): Promise<boolean> {
    return this.inTurn(async () => {
      if (!this.tags.has(tag)) return false;
      await removeFile(this.paths.tagFile(this.name, tag));
      this.tags.delete(tag);
      await this.touch(this.now());
      return true;
    });
  }

  /** Sorted by name. */
  listTags(): LockedTagEntry[] {
    return [...this.tags]
      .filter(([, entry]) => this.manifests.has(entry.digest))
      .map(([name, { digest, ...dated }]) => ({ name, digest, ...unlocked(dated) }))
      .sort((a, b) => compareNames(a.name, b.name));
  }

  /** Sorted by digest. */
  listManifests(): LockedManifestEntry[] {
    const tagsOf = new Map<string, string[]>();
    for (const { name, digest } of this.listTags()) tagsOf.set(digest, [...(tagsOf.get(digest) ?? []), name]);
    return [...this.manifests]
      .map(([digest, { mediaType, size, ...dated }]) => ({
        digest,
        mediaType,
        size,
        tags: tagsOf.get(digest) ?? [],
        ...unlocked(dated),
      }))
      .sort((a, b) => compareNames(a.digest, b.digest));
  }

  /** Digests of the manifests whose `subject` is `digest`, sorted. */
  listReferrers(digest: string): string[] {
    const referrers = [...this.manifests].filter(([, entry]) => entry.subject === digest);
    return referrers.map(([referrer]) => referrer).sort(compareNames);
  }

  describe(): RepositoryEntry | undefined {
    if (!this.own) return undefined;
    const tagged = [...this.tags.values()].filter((entry) => this.manifests.has(entry.digest));
    return { name: this.name, ...unlocked(this.own), manifestCount: this.manifests.size, tagCount: tagged.length };
  }

  /** Of the repository (no `reference`), of a manifest (a digest) or of a tag; undefined when there is none. */
  attributesOf(reference: string | undefined): ChangeableAttributes | undefined {
    const entry = this.find(reference);
    return entry && { ...UNLOCKED, ...entry.attributes };
  }

  /** Locks or unlocks what `reference` names, as in attributesOf; false when there is none. */
  setAttributes(reference: string | undefined, change: Partial<ChangeableAttributes>): Promise<boolean> {
    return this.inTurn(async () => {
      const entry = this.find(reference);
      if (!entry) return false;
      const attributes = { ...UNLOCKED, ...entry.attributes, ...change };
      const file =
        reference === undefined
          ? this.paths.repositoryFile(this.name)
          : reference.includes(':')
            ? this.paths.manifestFile(this.name, reference)
            : this.paths.tagFile(this.name, reference);
      await this.write(file, JSON.stringify({ ...entry, attributes }));
      entry.attributes = attributes;
      return true;
    });
  }

  private now(): string {
    return new Date(this.platform.now()).toISOString();
  }

  private find(reference: string | undefined): Dated | undefined {
    if (reference === undefined) return this.own;
    return reference.includes(':') ? this.manifests.get(reference) : this.tags.get(reference);
  }

  private async touch(now: string): Promise<void> {
    const own = { createdTime: now, ...this.own, lastUpdateTime: now };
    await this.write(this.paths.repositoryFile(this.name), JSON.stringify(own));
    this.own = own;
  }

  private write(file: string, content: Buffer | string): Promise<void> {
    return writeAtomically(file, content, { temporary: this.paths.temporaryFile(this.platform.newId()) });
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.last.then(change);
    this.last = result.catch(() => undefined);
    return result;
  }
}

function unlocked(dated: Dated): { createdTime: string; lastUpdateTime: string; attributes: ChangeableAttributes } {
  const { createdTime, lastUpdateTime, attributes } = dated;
  return { createdTime, lastUpdateTime, attributes: { ...UNLOCKED, ...attributes } };
}

function subjectOf(bytes: Buffer): string | undefined {
  try {
    const { subject } = JSON.parse(bytes.toString('utf8')) as { subject?: { digest?: unknown } };
    return typeof subject?.digest === 'string' ? subject.digest : undefined;
  } catch {
    return undefined;
  }
}

async function loadEntries<T>(folder: string, keyOf: (file: string) => string): Promise<Map<string, T>> {
  const entries = new Map<string, T>();
  for (const file of await listFolder(folder)) {
    if (!file.endsWith('.json')) continue;
    const entry = readJsonFile(path.join(folder, file)) as T | undefined;
    if (entry) entries.set(keyOf(file.slice(0, -'.json'.length)), entry);
  }
  return entries;
}

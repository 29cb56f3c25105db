import { createHash } from 'node:crypto';
import type { CopyStrategies, CopyStrategy } from '../../src/domain/ports/copyStrategy';
import { type RouteEnd, blobUri } from '../../src/domain/route';
import type { Block } from '../../src/domain/copy/blockPlan';
import {
  BlocksMissingError,
  ServiceUnavailableError,
  SourceBlobChangedError,
  TargetBlobConflictError,
} from '../../src/domain/failures/errors';
import type { CopyStrategyName } from '../../src/domain/copy/copyPlan';
import { DISCARDED, metadataOfCopy, type BlobProperties } from '../../src/domain/copy/exportedBlob';
import type { Blobs } from '../../src/domain/ports/blobs';
import type { StoredBlobs } from '../../src/domain/ports/storedBlobs';
import type { BlockLists } from '../../src/domain/ports/blockLists';

/** A blob as the service keeps it: what is committed, and apart from it the uncommitted blocks. */
interface StoredBlob {
  committed?: BlobProperties;
  staged: Map<string, number>;
}

/** Storage accounts in memory, with the semantics of block blobs: a blob of uncommitted blocks alone does not exist. */
export class FakeStorage {
  readonly staged: number[] = [];
  readonly documents = new Map<string, object>();
  /** Content of small blobs. */
  readonly texts = new Map<string, string>();
  /** Content of versions of blobs, by their ETags, where a test gave it. */
  readonly contents = new Map<string, Buffer>();
  commits = 0;
  /** Called before a block is staged: throw to let it fail. */
  beforeStage: (block: Block, strategy: CopyStrategyName) => Promise<void> = async () => {};
  /** Called before a commit is looked at. */
  beforeCommit: () => Promise<void> = async () => {};
  /** Called after a commit was done: throw to lose its answer. */
  afterCommit: () => Promise<void> = async () => {};
  private readonly stored = new Map<string, StoredBlob>();
  private changes = 0;
  /** What time it is when something is written. */
  now: () => number = () => 0;
  /** Blobs on a page of a list. */
  blobsPerPage = 2;
  private readonly modified = new Map<string, number>();

  /** Puts a committed blob, as an export run leaves it; its Content-MD5 is that of its content, where that is given. */
  put(
    end: RouteEnd,
    name: string,
    properties: Partial<BlobProperties> & { size: number },
    content?: Buffer,
  ): BlobProperties {
    const committed: BlobProperties = {
      etag: this.nextEtag(),
      contentMd5: createHash('md5')
        .update(content ?? `${name}${properties.size}`)
        .digest('base64'),
      contentType: 'application/octet-stream',
      metadata: { category: 'acr-transfer-blob' },
      ...properties,
    };
    this.at(end, name).committed = committed;
    if (content) this.contents.set(committed.etag, content);
    return committed;
  }

  committed(end: RouteEnd, name: string): BlobProperties | undefined {
    return this.stored.get(blobUri(end, name))?.committed;
  }

  stagedBlocks(end: RouteEnd, name: string): Map<string, number> {
    return this.stored.get(blobUri(end, name))?.staged ?? new Map<string, number>();
  }

  /** Stages a block of a copy that was cut off. */
  stageBlock(end: RouteEnd, name: string, id: string, length: number): void {
    this.at(end, name).staged.set(id, length);
  }

  /** Drops all uncommitted blocks, as when the storage is restored. */
  loseStagedBlocks(): void {
    for (const { staged } of this.stored.values()) staged.clear();
  }

  /** Drops one uncommitted block, as the service does after a week. */
  loseBlock(end: RouteEnd, name: string): void {
    const { staged } = this.at(end, name);
    const [first] = staged.keys();
    if (first !== undefined) staged.delete(first);
  }

  /** Whether no blob and no uncommitted block is left anywhere. */
  isEmpty(): boolean {
    return [...this.stored.values()].every(({ committed, staged }) => !committed && staged.size === 0);
  }

  /** What is left anywhere: blobs, and uncommitted blocks. */
  left(): { uri: string; metadata?: Record<string, string>; isStaged: boolean }[] {
    return [...this.stored].flatMap(([uri, { committed, staged }]) => [
      ...(committed ? [{ uri, metadata: committed.metadata, isStaged: false }] : []),
      ...(staged.size > 0 ? [{ uri, isStaged: true }] : []),
    ]);
  }

  readonly blobs: Blobs = {
    head: async (end, name) => structuredClone(this.committed(end, name)),
    putJson: async (end, name, document) => {
      const content = `${JSON.stringify(document, null, 2)}\n`;
      this.documents.set(blobUri(end, name), structuredClone(document));
      this.texts.set(blobUri(end, name), content);
      const contentMd5 = createHash('md5').update(content).digest('base64');
      const size = Buffer.byteLength(content);
      this.put(end, name, { size, contentMd5, contentType: 'application/json', metadata: {} });
    },
    readSmall: async (end, name, mostBytes) => {
      const blob = this.committed(end, name);
      if (!blob) return undefined;
      const text = this.texts.get(blobUri(end, name)) ?? '';
      return Buffer.byteLength(text) > mostBytes ? { etag: blob.etag } : { etag: blob.etag, text };
    },
    removeVersion: async (end, name, etag) => {
      if (this.committed(end, name)?.etag !== etag) return false;
      await this.blobs.remove(end, name);
      return true;
    },
    remove: async (end, name) => {
      const blob = this.stored.get(blobUri(end, name));
      this.documents.delete(blobUri(end, name));
      if (blob?.committed) this.stored.delete(blobUri(end, name));
    },
  };

  readonly storedBlobs: StoredBlobs = {
    list: async (end, prefix, page = '') => {
      const beginning = `${end.containerUri}/`;
      const names = [...this.stored]
        .filter(([uri, { committed, staged }]) => uri.startsWith(beginning) && (committed || staged.size > 0))
        .map(([uri]) => uri.slice(beginning.length))
        .filter((name) => name.startsWith(prefix) && name > page)
        .sort();
      const shown = names.slice(0, this.blobsPerPage);
      const last = shown.at(-1);
      return { names: shown, ...(names.length > shown.length && last !== undefined && { next: last }) };
    },
    listCommitted: async (end, prefix, page) => {
      const { names, next } = await this.storedBlobs.list(end, prefix, page);
      const blobs = await Promise.all(
        names.map(async (name) => {
          const found = await this.storedBlobs.look(end, name);
          if (!found) return [];
          const { size, etag, lastModified, contentMd5, otherType, isCopying } = found;
          const listed = {
            ...(contentMd5 !== undefined && { contentMd5 }),
            ...(otherType !== undefined && { otherType }),
            ...(isCopying && { isCopying }),
          };
          return [{ name, size, etag, lastModified, ...listed }];
        }),
      );
      return { blobs: blobs.flat(), ...(next !== undefined && { next }) };
    },
    look: async (end, name) => {
      const found = this.committed(end, name);
      const lastModified = new Date(this.modified.get(found?.etag ?? '') ?? 0).toISOString();
      return found && structuredClone({ ...found, lastModified });
    },
    readJson: async (end, name) => structuredClone(this.documents.get(blobUri(end, name))),
    remove: async (end, name, etag) => {
      const there = this.committed(end, name);
      if (there && there.etag !== etag) return false;
      await this.blobs.remove(end, name);
      return true;
    },
  };

  readonly blockLists: BlockLists = {
    staged: async (end, name) => new Map(this.stagedBlocks(end, name)),
    commit: async (end, name, blockIds, properties, replaces) => {
      await this.beforeCommit();
      const blob = this.at(end, name);
      if (blob.committed?.etag !== replaces) throw new TargetBlobConflictError(blobUri(end, name));
      const lengths = blockIds.map((id) => blob.staged.get(id));
      if (lengths.includes(undefined)) {
        throw new BlocksMissingError(blobUri(end, name));
      }
      const size = lengths.reduce<number>((sum, length) => sum + (length ?? 0), 0);
      blob.committed = { ...carriedBy(properties), metadata: metadataOfCopy(properties), size, etag: this.nextEtag() };
      blob.staged.clear();
      this.commits += 1;
      await this.afterCommit();
    },
    discard: async (end, name) => {
      const blob = this.at(end, name);
      if (blob.committed) return;
      blob.staged.clear();
      blob.committed = { size: 0, etag: this.nextEtag(), metadata: { ...DISCARDED } };
    },
  };

  readonly copyStrategies: CopyStrategies = { server: this.strategy('server'), relay: this.strategy('relay') };

  private strategy(strategy: CopyStrategyName): CopyStrategy {
    return async ({ source, target, blob }) =>
      async (block, signal) => {
        await this.beforeStage(block, strategy);
        const doing = `copy block ${block.index} of ${blobUri(source, blob.name)}`;
        if (signal.aborted) throw new ServiceUnavailableError(doing, { words: 'AbortError: It was aborted.' });
        const from = this.committed(source, blob.name);
        if (from?.etag !== blob.etag) throw new SourceBlobChangedError(blobUri(source, blob.name));
        this.at(target, blob.name).staged.set(block.id, block.length);
        this.staged.push(block.index);
      };
  }

  private at(end: RouteEnd, name: string): StoredBlob {
    const uri = blobUri(end, name);
    const blob = this.stored.get(uri) ?? { staged: new Map<string, number>() };
    this.stored.set(uri, blob);
    return blob;
  }

  private nextEtag(): string {
    this.changes += 1;
    const etag = `"0x8DD${this.changes}"`;
    this.modified.set(etag, this.now());
    return etag;
  }
}

/** What a commit takes over from the source. */
function carriedBy(properties: BlobProperties): Omit<BlobProperties, 'size' | 'etag' | 'metadata'> {
  const { contentMd5, contentType, contentEncoding, contentLanguage } = properties;
  const { contentDisposition, cacheControl, accessTier } = properties;
  return {
    ...(contentMd5 && { contentMd5 }),
    ...(contentType && { contentType }),
    ...(contentEncoding && { contentEncoding }),
    ...(contentLanguage && { contentLanguage }),
    ...(contentDisposition && { contentDisposition }),
    ...(cacheControl && { cacheControl }),
    ...(accessTier && { accessTier }),
  };
}

/** What a service that is out of reach makes of a call. */
export function unavailable(doing: string): ServiceUnavailableError {
  return new ServiceUnavailableError(doing, { words: '503 ServerBusy: The server is busy.' });
}

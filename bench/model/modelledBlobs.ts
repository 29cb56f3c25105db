import { createHash, randomUUID } from 'node:crypto';
import { TRANSFER_CATEGORY } from '../../src/domain/copy/exportedBlob';

/** A blob without bytes. */
export interface ModelledBlob {
  size: number;
  etag: string;
  /** Base64. */
  contentMd5?: string;
  /** Names without `x-ms-meta-`. */
  metadata: Record<string, string>;
}

/** The blobs of all accounts, by path: `account/container/blob`. */
export class ModelledBlobs {
  private readonly committed = new Map<string, ModelledBlob>();
  private readonly staged = new Map<string, Map<string, number>>();

  /** Makes up a blob that an export could have written. */
  makeUp(path: string, size: number): void {
    const contentMd5 = createHash('md5').update(`${path} ${size}`).digest('base64');
    const metadata = { [TRANSFER_CATEGORY.name]: TRANSFER_CATEGORY.value };
    this.committed.set(path, { size, etag: newEtag(), contentMd5, metadata });
  }

  find(path: string): ModelledBlob | undefined {
    return this.committed.get(path);
  }

  /** Bytes of each uncommitted block, by block id; undefined when the blob does not exist. */
  stagedOf(path: string): ReadonlyMap<string, number> | undefined {
    return this.staged.get(path) ?? (this.committed.has(path) ? new Map() : undefined);
  }

  stage(path: string, blockId: string, bytes: number): void {
    const blocks = this.staged.get(path) ?? new Map<string, number>();
    this.staged.set(path, blocks.set(blockId, bytes));
  }

  /** Makes a blob of staged blocks; undefined when one of them is not staged. */
  commit(
    path: string,
    blockIds: readonly string[],
    properties: Omit<ModelledBlob, 'size' | 'etag'>,
  ): ModelledBlob | undefined {
    const blocks = this.staged.get(path);
    const sizes = blockIds.map((id) => blocks?.get(id));
    if (sizes.includes(undefined)) return undefined;
    const size = sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    const blob = { ...properties, size, etag: newEtag() };
    this.staged.delete(path);
    this.committed.set(path, blob);
    return blob;
  }

  remove(path: string): boolean {
    this.staged.delete(path);
    return this.committed.delete(path);
  }
}

function newEtag(): string {
  return `"0x${randomUUID().replaceAll('-', '').slice(0, 15).toUpperCase()}"`;
}

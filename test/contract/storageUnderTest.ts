import { createHash } from 'node:crypto';
import type { ActivityDependencies } from '../../src/activities/dependencies';
import type { Block } from '../../src/domain/copy/blockPlan';
import type { BlobProperties, ExportedBlob } from '../../src/domain/copy/exportedBlob';
import type { RouteEnd } from '../../src/domain/route';

/** Properties that a blob gets when it is written. */
export type WrittenProperties = Omit<BlobProperties, 'size' | 'etag'>;

/** Two containers, what reads and writes them, and a way to put blobs there. */
export interface StorageUnderTest extends Pick<ActivityDependencies, 'blobs' | 'blockLists' | 'copyStrategies'> {
  source: RouteEnd;
  target: RouteEnd;
  /** Writes a committed blob, replacing one of that name. */
  put(end: RouteEnd, name: string, content: Buffer, properties: WrittenProperties): Promise<void>;
}

/** Every property that a copy carries. */
export const PROPERTIES = {
  contentType: 'application/x-tar',
  contentEncoding: 'gzip',
  contentLanguage: 'en',
  contentDisposition: 'attachment',
  cacheControl: 'no-cache',
  accessTier: 'Cool',
  metadata: { category: 'acr-transfer-blob', origin: 'low' },
} as const;

export const NEVER = new AbortController().signal;

let names = 0;

/** The name of a blob that no other test uses. */
export function newName(): string {
  names += 1;
  return `contract-${names}.tar.gz`;
}

/** Puts a blob of so many bytes into the source container, as an export run leaves it. */
export async function putExport(storage: StorageUnderTest, name: string, size: number): Promise<ExportedBlob> {
  const content = Buffer.alloc(size, 'ferry');
  const contentMd5 = createHash('md5').update(content).digest('base64');
  await storage.put(storage.source, name, content, { ...PROPERTIES, contentMd5 });
  const found = await storage.blobs.head(storage.source, name);
  if (!found) throw new Error(`${name} is not there.`);
  return { ...found, name, contentMd5 };
}

/** Blocks of these lengths, one behind the other. */
export function blocksOf(lengths: number[]): Block[] {
  let offset = 0;
  return lengths.map((length, index) => {
    const block = { index, id: Buffer.from(`block-${index}`).toString('base64'), offset, length };
    offset += length;
    return block;
  });
}

/** Puts an exported blob and copies blocks of these lengths of it, uncommitted. */
export async function stage(storage: StorageUnderTest, name: string, lengths: number[]) {
  const { source, target } = storage;
  const size = lengths.reduce((sum, length) => sum + length, 0);
  const blob = await putExport(storage, name, size);
  const blocks = blocksOf(lengths);
  const stageBlock = await storage.copyStrategies.relay({ source, target, blob });
  for (const block of blocks) await stageBlock(block, NEVER);
  return { blob, blocks, ids: blocks.map(({ id }) => id) };
}

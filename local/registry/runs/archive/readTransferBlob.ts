import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlockBlobClient } from '@azure/storage-blob';
import type { ContentStore, StoredManifest } from '../../contentStore';
import { digestOf, parseDigest } from '../../digest';
import { type ArchiveEntry, readArchive } from './readArchive';
import type { RunContext } from '../runContext';
import { RunFailure, storageFailure } from '../runFailure';
import { CATALOG_ENTRY, type TransferCatalog } from './transferCatalog';

export interface TransferBlob {
  catalog: TransferCatalog;
  manifests: Map<string, StoredManifest>;
  /** Layers and manifests (by digest) that did not arrive whole, with the reason. */
  damaged: Map<string, string>;
  /** `sha256@<hex>` over the whole blob. */
  catalogDigest: string;
}

/** Streams a transfer blob once: manifests are kept in memory, layers go straight into the registry. */
export async function readTransferBlob(context: RunContext, blob: BlockBlobClient): Promise<TransferBlob> {
  const { content, signal } = context;
  const { stream, size } = await download(blob, signal);
  const sha256 = createHash('sha256');
  const read: Partial<TransferBlob> = {};
  const manifests = new Map<string, StoredManifest>();
  const damaged = new Map<string, string>();
  try {
    const chunks = tap(stream, (chunk, bytes) => {
      signal.throwIfAborted();
      sha256.update(chunk);
      context.progress(bytes / size);
    });
    for await (const entry of readArchive(chunks)) {
      if (!read.catalog) read.catalog = await readCatalog(entry);
      else await readEntry(entry, read.catalog, { manifests, damaged, content });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RunFailure) throw error;
    throw new RunFailure(`The blob '${blob.name}' could not be read. ${(error as Error).message}`);
  } finally {
    stream.destroy();
  }
  if (!read.catalog) throw new RunFailure(`The blob '${blob.name}' is empty.`);
  return { catalog: read.catalog, manifests, damaged, catalogDigest: `sha256@${sha256.digest('hex')}` };
}

async function download(blob: BlockBlobClient, abortSignal: AbortSignal): Promise<{ stream: Readable; size: number }> {
  try {
    const answer = await blob.download(0, undefined, { abortSignal, maxRetryRequests: 3 });
    return { stream: answer.readableStreamBody as Readable, size: answer.contentLength ?? 0 };
  } catch (error) {
    abortSignal.throwIfAborted();
    throw storageFailure(error);
  }
}

async function* tap(stream: Readable, see: (chunk: Buffer, bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    see(chunk, (bytes += chunk.length));
    yield chunk;
  }
}

async function readCatalog(entry: ArchiveEntry): Promise<TransferCatalog> {
  if (entry.name !== CATALOG_ENTRY) throw new Error(`It begins with ${entry.name}, not with ${CATALOG_ENTRY}.`);
  return JSON.parse((await collect(entry)).toString('utf8')) as TransferCatalog;
}

async function readEntry(
  entry: ArchiveEntry,
  catalog: TransferCatalog,
  into: { manifests: Map<string, StoredManifest>; damaged: Map<string, string>; content: ContentStore },
): Promise<void> {
  const [, kind, number] = /^(manifests|layers)\/(\d+)/.exec(entry.name) ?? [];
  const index = Number(number);
  if (kind === 'manifests') {
    const { digest, mediaType } = catalog.manifests[index] ?? unexpected(entry);
    const bytes = await collect(entry);
    const arrived = digestOf(bytes, parseDigest(digest)?.algorithm);
    if (arrived !== digest) into.damaged.set(digest, `the manifest ${digest} arrived as ${arrived}.`);
    into.manifests.set(digest, { digest, mediaType, bytes });
    return;
  }
  const { digest } = catalog.layers[kind === 'layers' ? index : -1] ?? unexpected(entry);
  const wanted = catalog.artifacts.filter((artifact) => artifact.layers.includes(digest));
  const repositories = new Set(wanted.map((artifact) => artifact.repository));
  await storeLayer(entry, digest, [...repositories], into);
}

/** Stores a layer where it is missing: written into one repository, mounted into the others. */
async function storeLayer(
  entry: ArchiveEntry,
  digest: string,
  repositories: string[],
  into: { damaged: Map<string, string>; content: ContentStore },
): Promise<void> {
  const { content, damaged } = into;
  let holder: string | undefined;
  for (const repository of repositories) {
    if ((await content.blobSize(repository, digest)) !== undefined) holder = repository;
  }
  try {
    const [first] = repositories;
    if (holder === undefined && first !== undefined) {
      await content.writeBlob(first, digest, Readable.from(entry.content, { objectMode: false }));
      holder = first;
    }
    for (const repository of repositories) {
      if (holder !== undefined && repository !== holder) await content.mountBlob(holder, repository, digest);
    }
  } catch (error) {
    damaged.set(digest, (error as Error).message);
  }
}

async function collect(entry: ArchiveEntry): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of entry.content) parts.push(part);
  return Buffer.concat(parts);
}

function unexpected(entry: ArchiveEntry): never {
  throw new Error(`Its catalog does not know the entry ${entry.name}.`);
}

import type { ContentStore } from '../contentStore';
import type { ExportPlan } from './planExport';
import { encodeTarHeader, TAR_BLOCK, tarEntrySize, tarPadding } from './tarHeader';
import { CATALOG_ENTRY } from './transferCatalog';

const END = Buffer.alloc(2 * TAR_BLOCK);

/** Size in bytes of what `writeArchive` will yield. */
export function archiveSize(plan: ExportPlan): number {
  const sizes = [
    encodeCatalog(plan).length,
    ...plan.manifests.map((bytes) => bytes.length),
    ...plan.catalog.layers.map((layer) => layer.size),
  ];
  return sizes.reduce((sum, size) => sum + tarEntrySize(size), END.length);
}

/** A transfer blob as a stream: the catalog, all manifests, then all layers, one chunk in memory at a time. */
export async function* writeArchive(plan: ExportPlan, store: ContentStore): AsyncGenerator<Buffer> {
  yield* writeEntry(CATALOG_ENTRY, encodeCatalog(plan));
  for (const [index, bytes] of plan.manifests.entries()) yield* writeEntry(`manifests/${index}.json`, bytes);
  for (const [index, { digest, size }] of plan.catalog.layers.entries()) {
    yield encodeTarHeader(`layers/${index}`, size);
    yield* store.readBlob(plan.layerRepositories[index] as string, digest) as AsyncIterable<Buffer>;
    yield Buffer.alloc(tarPadding(size));
  }
  yield END;
}

function* writeEntry(name: string, bytes: Buffer): Generator<Buffer> {
  yield encodeTarHeader(name, bytes.length);
  yield bytes;
  yield Buffer.alloc(tarPadding(bytes.length));
}

function encodeCatalog(plan: ExportPlan): Buffer {
  return Buffer.from(JSON.stringify(plan.catalog));
}

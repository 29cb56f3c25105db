import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import type { ContentStore } from '../../contentStore';
import type { ExportPlan } from '../planExport';
import { CATALOG_ENTRY } from './transferCatalog';

/** The header and padding of one entry, and the blocks that end an archive, take at most this many bytes each. */
const TAR_OVERHEAD = 1024;
/** The same artifacts make the same archive, whenever it is written. */
const MODIFIED = new Date(0);

/** What `writeArchive` will yield, in bytes, or a little more. */
export function largestArchiveSize(plan: ExportPlan): number {
  const sizes = [
    encodeCatalog(plan).length,
    ...plan.manifests.map((bytes) => bytes.length),
    ...plan.catalog.layers.map((layer) => layer.size),
  ];
  return sizes.reduce((sum, size) => sum + size + TAR_OVERHEAD, TAR_OVERHEAD);
}

/**
 * A transfer blob as a stream: the catalog, all manifests, then all layers, a chunk or two of a layer in memory at a time.
 *
 * @throws Error when a layer cannot be read, or is not as long as the plan says.
 */
export async function* writeArchive(plan: ExportPlan, store: ContentStore): AsyncGenerator<Buffer> {
  const archive = pack();
  fill(archive, plan, store).then(
    () => archive.finalize(),
    (error: Error) => archive.destroy(error),
  );
  yield* archive as AsyncIterable<Buffer>;
}

async function fill(archive: Pack, plan: ExportPlan, store: ContentStore): Promise<void> {
  const add = (name: string, bytes: Buffer): void => void archive.entry({ name, mtime: MODIFIED }, bytes);
  add(CATALOG_ENTRY, encodeCatalog(plan));
  for (const [index, bytes] of plan.manifests.entries()) add(`manifests/${index}.json`, bytes);
  for (const [index, { digest, size }] of plan.catalog.layers.entries()) {
    const layer = store.readBlob(plan.layerRepositories[index] as string, digest);
    await pipeline(layer, archive.entry({ name: `layers/${index}`, size, mtime: MODIFIED }));
  }
}

function encodeCatalog(plan: ExportPlan): Buffer {
  return Buffer.from(JSON.stringify(plan.catalog));
}

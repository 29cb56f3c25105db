import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';

/** What a pipeline's trigger has imported: ETags by blob, on disk. */
export interface ScanMemory {
  has(blob: string, eTag: string): boolean;
  add(blob: string, eTag: string): void;
  /** Forgets all blobs but these. */
  keepOnly(blobs: ReadonlySet<string>): void;
}

interface Stored {
  /** When the pipeline was created: one made anew under the same name begins with nothing. */
  pipelineCreatedAt: string;
  imported: Record<string, string>;
}

/** @param pipeline its name, and when it was created */
export function openScanMemory(folder: string, pipeline: { name: string; createdAt: string }): ScanMemory {
  const file = path.join(folder, `${encodeURIComponent(pipeline.name.toLowerCase())}.json`);
  const found = readJsonFile(file) as Stored | undefined;
  const imported = new Map(
    found?.pipelineCreatedAt === pipeline.createdAt ? Object.entries(found.imported) : undefined,
  );
  const save = (): void => {
    const stored: Stored = { pipelineCreatedAt: pipeline.createdAt, imported: Object.fromEntries(imported) };
    writeJsonFile(file, stored);
  };
  return {
    has: (blob, eTag) => imported.get(blob) === eTag,
    add(blob, eTag) {
      imported.set(blob, eTag);
      save();
    },
    keepOnly(blobs) {
      const gone = [...imported.keys()].filter((blob) => !blobs.has(blob));
      for (const blob of gone) imported.delete(blob);
      if (gone.length > 0) save();
    },
  };
}

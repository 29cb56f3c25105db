import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';

/** A folder for each released version, and `unreleased`. */
export const STATES = path.join(__dirname, '../fixtures/state');

const FILE = 'state.json';

/** One blob of a state container. */
export interface RecordedBlob {
  name: string;
  metadata: Record<string, string>;
  content: string;
}

/** The versions that a state is recorded of. */
export function recordedVersions(): string[] {
  return readdirSync(STATES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

export function readState(version: string): RecordedBlob[] {
  return JSON.parse(readFileSync(path.join(STATES, version, FILE), 'utf8')) as RecordedBlob[];
}

/** What a container holds, in the order of the names. */
export async function blobsOf(container: ContainerClient): Promise<RecordedBlob[]> {
  const blobs: RecordedBlob[] = [];
  for await (const { name, metadata = {} } of container.listBlobsFlat({ includeMetadata: true })) {
    const content = (await container.getBlobClient(name).downloadToBuffer()).toString('utf8');
    blobs.push({ name, metadata, content });
  }
  return blobs;
}

/** Writes what a container holds as that of a version. @returns the text of the file */
export async function writeState(version: string, container: ContainerClient): Promise<string> {
  const text = `${JSON.stringify(await blobsOf(container), null, 1)}\n`;
  mkdirSync(path.join(STATES, version), { recursive: true });
  writeFileSync(path.join(STATES, version, FILE), text);
  return text;
}

/** Fills an empty container with what a version left in its own. */
export async function restoreState(version: string, container: ContainerClient): Promise<void> {
  await restoreBlobs(readState(version), container);
}

/** Puts blobs into a container. */
export async function restoreBlobs(blobs: readonly RecordedBlob[], container: ContainerClient): Promise<void> {
  for (const { name, metadata, content } of blobs)
    await container.getBlockBlobClient(name).uploadData(Buffer.from(content), { metadata });
}

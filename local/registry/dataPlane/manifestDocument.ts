import { RegistryError } from './registryError';

/** Points to a layer, config or manifest. */
export interface Descriptor {
  mediaType?: string;
  digest: string;
  size?: number;
  urls?: string[];
  platform?: { architecture?: string; os?: string };
}

/** The parts of a manifest or index that a registry reads. */
export interface ManifestDocument {
  mediaType?: string;
  artifactType?: string;
  annotations?: Record<string, string>;
  subject?: Descriptor;
  config?: Descriptor;
  layers?: Descriptor[];
  /** Of the retired OCI artifact manifest. */
  blobs?: Descriptor[];
  /** Of an index or manifest list. */
  manifests?: Descriptor[];
}

/**
 * Reads a manifest that is being pushed.
 *
 * @throws RegistryError 400 MANIFEST_INVALID saying what is wrong with it.
 */
export function parseManifest(bytes: Buffer): ManifestDocument {
  const document = readManifest(bytes) as (ManifestDocument & { schemaVersion?: unknown }) | undefined;
  if (!document) throw invalid('The manifest is not a JSON object.');
  if (document.schemaVersion === 1) throw invalid('Schema 1 manifests are not taken. Push schema 2 or OCI.');
  if (![document.config, document.layers, document.blobs, document.manifests].some((part) => part !== undefined)) {
    throw invalid('The manifest names neither layers nor manifests.');
  }
  for (const part of ['layers', 'blobs', 'manifests'] as const) {
    if (document[part] !== undefined && !Array.isArray(document[part])) throw invalid(`${part} is not a list.`);
  }
  for (const descriptor of [...blobsOf(document), ...(document.manifests ?? []), document.subject ?? []].flat()) {
    if (typeof descriptor?.digest !== 'string') throw invalid('A descriptor has no digest.');
  }
  return document;
}

/** Reads a manifest leniently; undefined when it is not a JSON object. */
export function readManifest(bytes: Buffer): ManifestDocument | undefined {
  try {
    const document: unknown = JSON.parse(bytes.toString('utf8'));
    const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
    return isObject ? (document as ManifestDocument) : undefined;
  } catch {
    return undefined;
  }
}

/** The config and layers of a manifest. */
export function blobsOf({ config, layers, blobs }: ManifestDocument): Descriptor[] {
  return [...(config ? [config] : []), ...(layers ?? []), ...(blobs ?? [])];
}

function invalid(message: string): RegistryError {
  return new RegistryError(400, 'MANIFEST_INVALID', message);
}

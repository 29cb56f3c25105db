import type { DiskContentStore } from '../../createContentStore';
import type { LockedManifestEntry } from '../../store/entries';
import { blobsOf, readManifest, type Descriptor } from '../manifestDocument';

/** A config larger than this is no image's. */
const LARGEST_CONFIG = 4 * 1024 * 1024;

/** What `/acr/v1/<name>/_manifests` says about a manifest; `imageSize` is of config and layers together, in bytes. */
export interface ManifestAttributes {
  digest: string;
  imageSize: number;
  createdTime: string;
  lastUpdateTime: string;
  mediaType: string;
  configMediaType?: string;
  architecture?: string;
  os?: string;
  tags?: string[];
  changeableAttributes: LockedManifestEntry['attributes'];
  /** The manifests of an index. */
  references?: { digest: string; architecture?: string; os?: string }[];
}

/** Describes one manifest of a repository as ACR does. */
export async function describeManifest(
  store: DiskContentStore,
  repository: string,
  entry: LockedManifestEntry,
): Promise<ManifestAttributes> {
  const { digest, mediaType, createdTime, lastUpdateTime, tags, attributes } = entry;
  const stored = await store.getManifest(repository, digest);
  const document = stored ? (readManifest(stored.bytes) ?? {}) : {};
  const blobs = blobsOf(document);
  return {
    digest,
    imageSize: blobs.length === 0 ? entry.size : blobs.reduce((sum, blob) => sum + (blob.size ?? 0), 0),
    createdTime,
    lastUpdateTime,
    mediaType,
    ...(document.config?.mediaType === undefined ? {} : { configMediaType: document.config.mediaType }),
    ...(await readPlatform(store, repository, document.config)),
    ...(tags.length === 0 ? {} : { tags }),
    changeableAttributes: { quarantineState: 'Passed', ...attributes },
    ...(document.manifests
      ? { references: document.manifests.map(({ digest: child, platform }) => ({ digest: child, ...pick(platform) })) }
      : {}),
  };
}

async function readPlatform(
  store: DiskContentStore,
  repository: string,
  config: Descriptor | undefined,
): Promise<{ architecture?: string; os?: string }> {
  if (!config || !/image(\.config)?\.v1\+json$/.test(config.mediaType ?? '')) return {};
  const size = await store.blobSize(repository, config.digest);
  if (size === undefined || size > LARGEST_CONFIG) return {};
  const chunks = (await store.readBlob(repository, config.digest).toArray()) as Buffer[];
  return pick(readManifest(Buffer.concat(chunks)) as { architecture?: string; os?: string } | undefined);
}

function pick(platform: { architecture?: unknown; os?: unknown } | undefined): { architecture?: string; os?: string } {
  return {
    ...(typeof platform?.architecture === 'string' ? { architecture: platform.architecture } : {}),
    ...(typeof platform?.os === 'string' ? { os: platform.os } : {}),
  };
}

import type { ContentStore, StoredManifest } from '../contentStore';
import { findLock } from '../findLock';
import { artifactName, parseRunArtifact } from './runArtifact';
import { readManifestContent } from './archive/manifestContent';
import { lockedFailure, RunFailure } from './runFailure';
import type { CatalogArtifact, TransferCatalog } from './archive/transferCatalog';

/** The service's documents write GB; that they mean 2^30 bytes is a guess. */
const GB = 1024 ** 3;

/** What an export writes. */
export interface ExportPlan {
  catalog: TransferCatalog;
  /** In the catalog's order. */
  manifests: Buffer[];
  /** For each layer of the catalog, a repository that has it. */
  layerRepositories: string[];
}

interface Found {
  manifests: Map<string, StoredManifest>;
  layers: Map<string, { size: number; repository: string }>;
}

export interface ExportOptions {
  /** Leaves out the artifacts that cannot be exported; otherwise the first one ends the run. */
  continueOnErrors: boolean;
  /** Bytes of the largest layer (or config) that may be exported. */
  largestLayerBytes: number;
}

/**
 * Resolves artifacts to manifests, with all children, and layers. A foreign layer travels if the registry holds it;
 * whatever else is missing, or may not be read, fails its artifact.
 *
 * @throws RunFailure naming the artifact, or when none is left.
 */
export async function planExport(
  store: ContentStore,
  artifacts: string[],
  options: ExportOptions,
): Promise<ExportPlan> {
  const found: Found = { manifests: new Map(), layers: new Map() };
  const planned: CatalogArtifact[] = [];
  const failures: RunFailure[] = [];
  for (const artifact of artifacts) {
    try {
      const own: Found = { manifests: new Map(), layers: new Map() };
      planned.push(await planArtifact(store, artifact, options.largestLayerBytes, own));
      for (const entry of own.manifests) found.manifests.set(...entry);
      for (const entry of own.layers) found.layers.set(...entry);
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      if (!options.continueOnErrors) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (planned.length === 0 && first) throw first;
  return describePlan(planned, found);
}

async function planArtifact(
  store: ContentStore,
  text: string,
  largestLayerBytes: number,
  found: Found,
): Promise<CatalogArtifact> {
  const reference = parseRunArtifact(text);
  const { repository, tag } = reference;
  const top = await store.getManifest(repository, reference.digest ?? (tag as string));
  if (!top) throw new RunFailure(`The artifact '${artifactName(reference)}' was not found in the registry.`);
  const artifact: CatalogArtifact = {
    repository,
    ...(tag === undefined ? {} : { tag }),
    digest: top.digest,
    manifests: [],
    layers: [],
  };
  await addManifest(store, artifact, top, found);
  for (const [digest, { size }] of found.layers) {
    if (size > largestLayerBytes) throw tooLarge(artifact, digest, { size, largestLayerBytes });
  }
  return artifact;
}

async function addManifest(
  store: ContentStore,
  artifact: CatalogArtifact,
  manifest: StoredManifest,
  found: Found,
): Promise<void> {
  if (artifact.manifests.includes(manifest.digest)) return;
  const { repository, tag } = artifact;
  const isTop = manifest.digest === artifact.digest;
  const lock = await findLock(store, repository, 'read', [isTop ? tag : undefined, manifest.digest]);
  if (lock !== undefined) throw lockedFailure(artifactName(artifact), 'exported', lock);
  const content = readManifestContent(manifest.bytes);
  for (const digest of content.manifests) {
    const child = await store.getManifest(repository, digest);
    if (child) await addManifest(store, artifact, child, found);
    // What an index names may be a blob: build caches are such indexes.
    else if (!(await addLayer(store, artifact, digest, found))) throw missing(artifact, `manifest ${digest}`);
  }
  for (const digest of content.foreignLayers) await addLayer(store, artifact, digest, found);
  for (const digest of content.layers) {
    if (!(await addLayer(store, artifact, digest, found))) throw missing(artifact, `layer ${digest}`);
  }
  found.manifests.set(manifest.digest, manifest);
  artifact.manifests.push(manifest.digest);
}

/** Adds a layer or config; false when the repository lacks it. */
async function addLayer(
  store: ContentStore,
  artifact: CatalogArtifact,
  digest: string,
  found: Found,
): Promise<boolean> {
  if (artifact.layers.includes(digest)) return true;
  const { repository } = artifact;
  const size = await store.blobSize(repository, digest);
  if (size === undefined) return false;
  found.layers.set(digest, { size, repository });
  artifact.layers.push(digest);
  return true;
}

function missing(artifact: CatalogArtifact, what: string): RunFailure {
  return new RunFailure(`The artifact '${artifactName(artifact)}' is incomplete: its ${what} is not in the registry.`);
}

function tooLarge(
  artifact: CatalogArtifact,
  digest: string,
  { size, largestLayerBytes }: { size: number; largestLayerBytes: number },
): RunFailure {
  const limit = largestLayerBytes % GB === 0 ? `${largestLayerBytes / GB} GB` : `${largestLayerBytes} bytes`;
  return new RunFailure(
    `The artifact '${artifactName(artifact)}' cannot be exported: its layer ${digest} has ${size} bytes. ` +
      `ACR Transfer supports artifacts with layer sizes up to ${limit}.`,
  );
}

function describePlan(artifacts: CatalogArtifact[], found: Found): ExportPlan {
  const manifests = [...found.manifests.values()];
  const layers = [...found.layers];
  return {
    catalog: {
      format: 'acr-ferry-local-transfer',
      version: 1,
      artifacts,
      manifests: manifests.map(({ digest, mediaType, bytes }) => ({ digest, mediaType, size: bytes.length })),
      layers: layers.map(([digest, { size }]) => ({ digest, size })),
    },
    manifests: manifests.map(({ bytes }) => bytes),
    layerRepositories: layers.map(([, { repository }]) => repository),
  };
}

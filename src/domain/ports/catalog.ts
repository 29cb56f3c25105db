import type { ArtifactReference } from '../artifact';
import type { ManifestContent } from '../image/manifestContent';
import type { RouteEnd } from '../route';

/** Reads what a registry holds. */
export interface Catalog {
  /** The digest that a tag points to, or a digest that exists; undefined when the registry has no such artifact. */
  findDigest(end: RouteEnd, route: string, artifact: ArtifactReference): Promise<string | undefined>;
  /** What the manifest of that digest points to; undefined when the repository has no such manifest. */
  readManifest(end: RouteEnd, route: string, repository: string, digest: string): Promise<ManifestContent | undefined>;
  /** Whether the repository has a config or layer of that digest. Nothing of it is read. */
  hasBlob(end: RouteEnd, route: string, repository: string, digest: string): Promise<boolean>;
}

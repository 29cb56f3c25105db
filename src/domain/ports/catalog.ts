import type { ArtifactReference } from '../artifact';
import type { RouteEnd } from '../route';

/** Reads what a registry holds. */
export interface Catalog {
  /** The digest that a tag points to, or a digest that exists; undefined when the registry has no such artifact. */
  findDigest(end: RouteEnd, route: string, artifact: ArtifactReference): Promise<string | undefined>;
}

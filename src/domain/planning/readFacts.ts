import type { ManifestContent } from '../image/manifestContent';
import type { Catalog } from '../ports/catalog';
import type { RouteEnd } from '../route';
import { factsOf, type ManifestFacts } from './manifestFacts';

/** Reads what planning needs to know of a manifest, and whether its foreign layers are held all the same. Errors: those of the catalog. */
export async function readFacts(
  catalog: Pick<Catalog, 'readManifest' | 'hasBlob'>,
  end: RouteEnd,
  route: string,
  repository: string,
  digest: string,
): Promise<ManifestFacts> {
  const content = await catalog.readManifest(end, route, repository, digest);
  const foreign = (content?.parts ?? []).filter((part) => part.foreign);
  const isHeld = await Promise.all(foreign.map((part) => catalog.hasBlob(end, route, repository, part.digest)));
  const lacks = isHeld.includes(false);
  return factsOf(digest, content && withoutForeign(content, lacks));
}

/** Foreign layers that the registry holds all the same are layers like others. */
function withoutForeign(content: ManifestContent, lacks: boolean): ManifestContent {
  if (lacks || !content.parts) return content;
  return { ...content, parts: content.parts.map(({ foreign: _, ...part }) => part) };
}

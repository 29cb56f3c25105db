import type { ManifestContent, Part } from '../../domain/image/manifestContent';
import type { KnownManifests } from '../../domain/image/walk';
import type { Catalog } from '../../domain/ports/catalog';
import type { RouteEnd } from '../../domain/route';
import { mapConcurrently } from '../mapConcurrently';
import type { ReadManifest } from './begunLook';

/** Asks a registry for manifests and blobs, and remembers the answers: images share what they are made of. */
export interface Inquiry {
  /** What is known of the manifests of a repository. */
  manifestsOf(repository: string): KnownManifests;
  /** Takes over what was asked for before. */
  know(repository: string, read: ReadManifest): void;
  readManifest(repository: string, digest: string): Promise<ReadManifest>;
  /** Those that the repository does not have; all are asked for at once. */
  absentBlobs(repository: string, blobs: readonly Part[]): Promise<Part[]>;
}

export function createInquiry(catalog: Catalog, end: RouteEnd, route: string): Inquiry {
  const manifests = new Map<string, Map<string, ManifestContent | undefined>>();
  const blobs = new Map<string, boolean>();

  function manifestsOf(repository: string): Map<string, ManifestContent | undefined> {
    const known = manifests.get(repository) ?? new Map<string, ManifestContent | undefined>();
    manifests.set(repository, known);
    return known;
  }

  const know: Inquiry['know'] = (repository, { digest, content }) => {
    manifestsOf(repository).set(digest, content);
  };

  return {
    manifestsOf,
    know,
    async readManifest(repository, digest) {
      const content = await catalog.readManifest(end, route, repository, digest);
      const read = { digest, ...(content && { content }) };
      know(repository, read);
      return read;
    },
    async absentBlobs(repository, asked) {
      const keyOf = ({ digest }: Part): string => `${repository}@${digest}`;
      const unknown = asked.filter((part) => !blobs.has(keyOf(part)));
      await mapConcurrently(unknown, unknown.length, async (part) => {
        blobs.set(keyOf(part), await catalog.hasBlob(end, route, repository, part.digest));
      });
      return asked.filter((part) => blobs.get(keyOf(part)) === false);
    },
  };
}

import type { ManifestContent, Part } from '../../domain/image/manifestContent';
import type { TransferPages } from '../../domain/ports/transferPages';

/** An artifact of which some was looked for when the time was up. */
export interface BegunLook {
  /** Absent in a look that an earlier version began: then the artifact is looked up again. */
  artifact?: string;
  repository: string;
  digest: string;
  /** Where the manifests that were read stand; absent where none was. */
  manifests?: KeptPages;
  /** Blobs are looked for in the order of their digests: the last one of which it is known whether it is there. */
  lastDigest: string;
  /** Those up to it that are not there. */
  absent: Part[];
}

/** So many pages of a transfer, under a name that no other look has. */
interface KeptPages {
  name: string;
  pages: number;
}

/** Says that artifacts are left for another call, to be made at once, or when the registry may be asked again. */
export interface Unfinished {
  begun?: BegunLook;
  retryAfterSeconds?: number;
}

/** A manifest that was asked for; without content, the repository does not have it. */
export interface ReadManifest {
  digest: string;
  content?: ManifestContent;
}

/** Whether a look at this artifact was begun. */
export function isBegun(begun: BegunLook | undefined, artifact: string): begun is BegunLook {
  return begun !== undefined && begun.artifact === artifact;
}

/** Keeps what was read since the look was resumed: too much for durable state. @param newName  where nothing was kept yet */
export async function keepManifests(
  pages: TransferPages,
  transferId: string,
  kept: KeptPages | undefined,
  read: ReadManifest[],
  newName: () => string,
): Promise<KeptPages | undefined> {
  if (read.length === 0) return kept;
  const { name, pages: number } = kept ?? { name: newName(), pages: 0 };
  await pages.keepPage(transferId, 'manifests', `${name}-${number}`, read);
  return { name, pages: number + 1 };
}

/** What was read of a look before; a page that is gone is read from the registry again. */
export async function recallManifests(
  pages: TransferPages,
  transferId: string,
  kept: KeptPages | undefined,
): Promise<ReadManifest[]> {
  const numbers = Array.from({ length: kept?.pages ?? 0 }, (_, number) => number);
  const read = await Promise.all(
    numbers.map((number) => pages.readPage(transferId, 'manifests', `${kept?.name}-${number}`)),
  );
  return read.flatMap((page) => page ?? []);
}

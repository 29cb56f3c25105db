import { ArtifactTooLargeError, FerryError } from '../../domain/failures/errors';
import type { Part } from '../../domain/image/manifestContent';
import { walkFrom, type Walk } from '../../domain/image/walk';
import type { PlannedArtifact } from '../../domain/plan';
import { slicesOf } from '../../domain/slices';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { isLastWord } from '../lastWord';
import { mapConcurrently } from '../mapConcurrently';
import { createInquiry, type Inquiry } from './inquiry';

/** What became of everything that an artifact's digest stands for. */
export interface FoundParts {
  /** What the repository does not have, apart from what is left out on purpose. */
  absent: Part[];
  /** Manifests that nobody here can look into: they are there, and that is all that is known. */
  opaque: Part[];
}

/** An artifact of which some blobs were looked for when the time was up. */
export interface BegunLook {
  repository: string;
  digest: string;
  /** Blobs are looked for in the order of their digests: the last one of which it is known whether it is there. */
  lastDigest: string;
  /** Those up to it that are not there. */
  absent: Part[];
}

/** Says that artifacts are left for another call, to be made at once, or when the registry may be asked again. */
export interface Unfinished {
  begun?: BegunLook;
  retryAfterSeconds?: number;
}

const REQUESTS_AT_ONCE = 8;
/** Together with the requests in flight, each of at most 60 s, an activity stays below its 170 s. */
const BUDGET_MS = 90_000;
/** Of an artifact that lacks more, not all is looked for: it is incomplete, whatever there is besides. */
const MOST_ABSENT = 100;

/**
 * Looks in a registry for everything that the artifacts' digests stand for, one artifact after another, each blob once.
 *
 * A call ends when its time is up or the registry asks to be left alone, but not before it has found something out: call
 * it again with the artifacts that it has not told of, and with what it says that it has begun.
 *
 * @param tell  is told what was found of an artifact, or why that cannot be known
 * @returns undefined when it has told of every artifact
 *
 * Errors: those of the catalog that may pass, when nothing was found out before.
 */
export async function lookForParts<Artifact extends PlannedArtifact>(
  { catalog, machine }: Pick<ActivityDependencies, 'catalog' | 'machine'>,
  where: { end: RouteEnd; route: string; begun?: BegunLook | undefined; acceptRefusals?: true },
  artifacts: readonly Artifact[],
  tell: (artifact: Artifact, found: FoundParts | FerryError) => void,
): Promise<Unfinished | undefined> {
  const inquiry = createInquiry(catalog, where.end, where.route);
  const lastBegin = machine.now() + BUDGET_MS;
  let progressed = false;
  const isTimeUp = (): boolean => progressed && machine.now() >= lastBegin;

  for (const artifact of artifacts) {
    if (isTimeUp()) return {};
    const look = resume(where.begun, artifact);
    try {
      const walk = await readManifests(inquiry, artifact);
      for (const blobs of slicesOf(blobsAfter(walk, artifact, look.lastDigest), REQUESTS_AT_ONCE)) {
        if (isTimeUp()) return { begun: look };
        const absent = await inquiry.absentBlobs(artifact.repository, blobs);
        look.absent.push(...absent);
        look.lastDigest = blobs.at(-1)?.digest ?? look.lastDigest;
        progressed = true;
        if (look.absent.length > MOST_ABSENT) break;
      }
      if (look.absent.length > MOST_ABSENT && look.absent.every(({ foreign }) => foreign))
        throw new ArtifactTooLargeError(artifact.artifact);
      tell(artifact, { absent: [...walk.missing, ...look.absent], opaque: walk.opaque });
    } catch (error) {
      if (isLastWord(error, where)) tell(artifact, error);
      else if (error instanceof FerryError && progressed) return leftFor(look, error);
      else throw error;
    }
    progressed = true;
  }
  return undefined;
}

function leftFor(begun: BegunLook, { retryAfterSeconds }: FerryError): Unfinished {
  return { begun, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function resume(begun: BegunLook | undefined, { repository, digest }: PlannedArtifact): BegunLook {
  const isBegun = begun?.digest === digest && begun.repository === repository;
  return isBegun ? { ...begun, absent: [...begun.absent] } : { repository, digest, lastDigest: '', absent: [] };
}

/** Reads manifests until none is left that leads to others. */
async function readManifests(inquiry: Inquiry, { artifact, repository, digest }: PlannedArtifact): Promise<Walk> {
  for (;;) {
    const walk = walkFrom(digest, inquiry.manifestsOf(repository));
    if (walk.tooLarge) throw new ArtifactTooLargeError(artifact);
    if (walk.toRead.length === 0) return walk;
    await mapConcurrently(walk.toRead, REQUESTS_AT_ONCE, (each) => inquiry.readManifest(repository, each));
  }
}

function blobsAfter({ blobs }: Walk, { leftOut }: PlannedArtifact, lastDigest: string): Part[] {
  const notLookedFor = new Set(leftOut?.parts.map(({ digest }) => digest));
  return blobs
    .filter(({ digest }) => digest > lastDigest && !notLookedFor.has(digest))
    .sort((one, other) => (one.digest < other.digest ? -1 : 1));
}

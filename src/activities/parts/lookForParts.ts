import { ArtifactTooLargeError, FerryError } from '../../domain/failures/errors';
import type { Part } from '../../domain/image/manifestContent';
import { walkFrom, type Walk } from '../../domain/image/walk';
import type { PlannedArtifact } from '../../domain/plan';
import { slicesOf } from '../../domain/slices';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { isLastWord, type Refusals } from '../lastWord';
import { mapConcurrently } from '../mapConcurrently';
import type { Progress } from '../timeBudget';
import { keepManifests, recallManifests, type BegunLook, type ReadManifest, type Unfinished } from './begunLook';
import { createInquiry, type Inquiry } from './inquiry';

export type LookDependencies = Pick<ActivityDependencies, 'catalog' | 'pages' | 'machine'>;

/** Where is looked, for which transfer, and where an earlier call ended. */
export interface WhereToLook extends Refusals {
  transferId: string;
  end: RouteEnd;
  route: string;
  begun?: BegunLook | undefined;
}

/** What became of everything that an artifact's digest stands for. */
export interface FoundParts {
  /** What the repository does not have, apart from what is left out on purpose. */
  absent: Part[];
  /** Manifests that nobody here can look into: they are there, and that is all that is known. */
  opaque: Part[];
}

/** A look that goes on: what it found out beyond what it began with. */
interface Look extends BegunLook {
  read: ReadManifest[];
}

const REQUESTS_AT_ONCE = 8;
/** Of an artifact that lacks more, not all is looked for: it is incomplete, whatever there is besides. */
const MOST_ABSENT = 100;

type Tell = (artifact: PlannedArtifact, found: FoundParts | FerryError) => void;

/**
 * Looks in a registry for everything that the artifacts' digests stand for, one artifact after another, each manifest and each
 * blob once. It ends early as lookAtArtifacts says.
 */
export function createPartsLook(
  { catalog, pages, machine }: LookDependencies,
  where: WhereToLook,
  progress: Progress,
): (artifacts: readonly PlannedArtifact[], tell: Tell) => Promise<Unfinished | undefined> {
  const inquiry = createInquiry(catalog, where.end, where.route);

  async function resume({ artifact, repository, digest }: PlannedArtifact): Promise<Look> {
    const { begun } = where;
    const isBegun = begun?.digest === digest && begun.repository === repository;
    if (!isBegun) return { artifact, repository, digest, lastDigest: '', absent: [], read: [] };
    for (const known of await recallManifests(pages, where.transferId, begun.manifests))
      inquiry.know(repository, known);
    return { ...begun, artifact, absent: [...begun.absent], read: [] };
  }

  async function leave({ read, ...look }: Look, error?: FerryError): Promise<Unfinished> {
    const kept = await keepManifests(pages, where.transferId, look.manifests, read, () => machine.newId());
    const begun = { ...look, ...(kept && { manifests: kept }) };
    return { begun, ...(error?.retryAfterSeconds !== undefined && { retryAfterSeconds: error.retryAfterSeconds }) };
  }

  /** @returns undefined where there was no time for all of it */
  async function lookFor(artifact: PlannedArtifact, look: Look): Promise<FoundParts | undefined> {
    const walk = await readManifests(inquiry, artifact, look, progress);
    if (!walk) return undefined;
    for (const blobs of slicesOf(blobsAfter(walk, artifact, look.lastDigest), REQUESTS_AT_ONCE)) {
      if (progress.isTimeUp()) return undefined;
      look.absent.push(...(await inquiry.absentBlobs(artifact.repository, blobs)));
      look.lastDigest = blobs.at(-1)?.digest ?? look.lastDigest;
      progress.note();
      if (look.absent.length > MOST_ABSENT) break;
    }
    if (look.absent.length > MOST_ABSENT && look.absent.every(({ foreign }) => foreign))
      throw new ArtifactTooLargeError(artifact.artifact);
    return { absent: [...walk.missing, ...look.absent], opaque: walk.opaque };
  }

  return async (artifacts, tell) => {
    for (const artifact of artifacts) {
      if (progress.isTimeUp()) return {};
      const look = await resume(artifact);
      try {
        const found = await lookFor(artifact, look);
        if (!found) return await leave(look);
        tell(artifact, found);
      } catch (error) {
        if (isLastWord(error, where)) tell(artifact, error);
        else if (error instanceof FerryError && progress.hasFound) return await leave(look, error);
        else throw error;
      }
      progress.note();
    }
    return undefined;
  };
}

/** Reads manifests until none is left that leads to others; undefined where there was no time for all of them. */
async function readManifests(
  inquiry: Inquiry,
  { artifact, repository, digest }: PlannedArtifact,
  { read }: Look,
  progress: Progress,
): Promise<Walk | undefined> {
  for (;;) {
    const walk = walkFrom(digest, inquiry.manifestsOf(repository));
    if (walk.tooLarge) throw new ArtifactTooLargeError(artifact);
    if (walk.toRead.length === 0) return walk;
    if (progress.isTimeUp()) return undefined;
    await mapConcurrently(walk.toRead, REQUESTS_AT_ONCE, async (each) => {
      if (progress.isTimeUp()) return;
      read.push(await inquiry.readManifest(repository, each));
      progress.note();
    });
  }
}

function blobsAfter({ blobs }: Walk, { leftOut }: PlannedArtifact, lastDigest: string): Part[] {
  const notLookedFor = new Set(leftOut?.parts.map(({ digest }) => digest));
  return blobs
    .filter(({ digest }) => digest > lastDigest && !notLookedFor.has(digest))
    .sort((one, other) => (one.digest < other.digest ? -1 : 1));
}

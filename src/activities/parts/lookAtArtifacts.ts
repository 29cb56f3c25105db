import { FerryError } from '../../domain/failures/errors';
import type { PlannedArtifact } from '../../domain/plan';
import { slicesOf } from '../../domain/slices';
import { mapConcurrently } from '../mapConcurrently';
import { startProgress } from '../timeBudget';
import type { Unfinished } from './begunLook';
import { createPartsLook, type FoundParts, type LookDependencies, type WhereToLook } from './lookForParts';

const LOOKUPS_AT_ONCE = 5;

/** What is done with artifacts that are asked for. */
export interface LookAt<Asked> {
  /** Looks one up; undefined where all is told of it, so that nobody need look for what it stands for. */
  resolve(asked: Asked): Promise<PlannedArtifact | undefined>;
  /** Is told what was found of one that was resolved, or why that cannot be known. */
  tell(artifact: PlannedArtifact, found: FoundParts | FerryError): void;
}

/**
 * Looks artifacts up, a few at once, and then in a registry for everything that their digests stand for.
 *
 * A call ends when its time is up or the registry asks to be left alone, but not before it has found something out: call it
 * again with the artifacts that it has not told of, in their order, and with what it says that it has begun.
 *
 * @returns undefined when it has told of every artifact
 *
 * Errors: those of the catalog that may pass, when nothing was found out before; those of the pages.
 */
export async function lookAtArtifacts<Asked>(
  deps: LookDependencies,
  where: WhereToLook,
  artifacts: readonly Asked[],
  { resolve, tell }: LookAt<Asked>,
): Promise<Unfinished | undefined> {
  const progress = startProgress(deps.machine);
  const lookForParts = createPartsLook(deps, where, progress);
  for (const some of inSlices(artifacts, where)) {
    if (progress.isTimeUp()) return {};
    const resolved = new Map<Asked, PlannedArtifact>();
    try {
      await mapConcurrently(some, LOOKUPS_AT_ONCE, async (asked) => {
        const artifact = await resolve(asked);
        if (artifact) resolved.set(asked, artifact);
        else progress.note();
      });
    } catch (error) {
      if (!(error instanceof FerryError) || !progress.hasFound) throw error;
      const { retryAfterSeconds } = error;
      return retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    }
    const inOrder = some.flatMap((asked) => resolved.get(asked) ?? []);
    const unfinished = await lookForParts(inOrder, tell);
    if (unfinished) return unfinished;
  }
  return undefined;
}

/** The one that was begun goes on before others are looked up, which take time. */
function inSlices<Asked>(artifacts: readonly Asked[], { begun }: WhereToLook): Asked[][] {
  if (!begun) return slicesOf(artifacts, LOOKUPS_AT_ONCE);
  return [artifacts.slice(0, 1), ...slicesOf(artifacts.slice(1), LOOKUPS_AT_ONCE)];
}

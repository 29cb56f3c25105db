import type { Failure } from '../../domain/failures/failure';
import { addToTally, outcomesOf, pageKeysOf, type TallyLine } from '../../domain/retention/cleanup';
import type { ActivityDependencies } from '../dependencies';
import { requireCleanup, type OfCleanup } from './ofCleanup';
import { slicesOf } from '../../domain/slices';

const READS_AT_ONCE = 16;

/** Sums up what a cleanup decided and did, and writes how it has ended. The first end stays. Errors: those of the app's own store. */
export async function endCleanup(
  deps: Pick<ActivityDependencies, 'cleanups' | 'machine'>,
  input: OfCleanup & { pages: number[]; failures: Failure[] },
): Promise<{ ended: true }> {
  const { cleanupId: id, pages, failures } = input;
  const { dryRun } = await requireCleanup(deps, input);
  let summary: TallyLine[] = [];
  for (const some of slicesOf(pageKeysOf(pages), READS_AT_ONCE)) {
    const found = await Promise.all(
      some.map(async (key) => {
        const [decisions, done] = await Promise.all([
          deps.cleanups.readDecisions(id, key),
          deps.cleanups.readOutcomes(id, key),
        ]);
        return outcomesOf(decisions ?? { items: [] }, done, dryRun);
      }),
    );
    summary = addToTally(summary, found.flat());
  }
  const endedAt = new Date(deps.machine.now()).toISOString();
  await deps.cleanups.writeEnd(id, {
    outcome: failures.length > 0 ? 'partial' : 'succeeded',
    ...{ endedAt, pages, summary, failures },
  });
  return { ended: true };
}

import { compareTexts } from '../selection/compareTexts';
import { hasEnded, type ListedRun, type RunOwner } from './decideRun';

/** The newest finished runs of one end of a route, newest first, each with the time of its end. */
export interface NewestRuns {
  own: RankedRun[];
  foreign: RankedRun[];
}

interface RankedRun {
  name: string;
  endedAt: string;
}

export const NONE_YET: NewestRuns = { own: [], foreign: [] };

/**
 * The newest runs of those that were known and more of them. Which come out does not depend on the order, or on how the list is
 * cut into pages; and a run that is no candidate, as it has no end, takes nobody's place.
 *
 * @param count  how many of each kind
 */
export function newestOf(
  known: NewestRuns,
  more: readonly { run: ListedRun; owner: RunOwner }[],
  count: number,
): NewestRuns {
  const pick = (before: readonly RankedRun[], is: RunOwner['is']): RankedRun[] => {
    const found = more.flatMap(({ run, owner: { is: kind } }) =>
      kind === is && hasEnded(run) && run.endedAt !== undefined ? [{ name: run.name, endedAt: run.endedAt }] : [],
    );
    const byName = new Map([...before, ...found].map((run) => [run.name, run]));
    return [...byName.values()].sort(newestFirst).slice(0, count);
  };
  return { own: pick(known.own, 'own'), foreign: pick(known.foreign, 'foreign') };
}

function newestFirst(one: RankedRun, other: RankedRun): number {
  return Date.parse(other.endedAt) - Date.parse(one.endedAt) || compareTexts(one.name, other.name);
}

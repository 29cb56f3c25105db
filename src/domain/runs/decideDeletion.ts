import { isOwnRunName } from '../names';
import { ORPHAN_DAYS } from '../retention/retention';
import { areOlderThan, keep, remove, type Verdict } from '../retention/verdict';
import type { RunDetails } from './runDetails';

/**
 * What is known of the transfer that a run is of. `open`: it has not ended. `unknown`: the app created the run, and has no record of a
 * transfer that did.
 */
export type RunStanding = { is: 'open'; transferId: string } | { is: 'ended' | 'none' | 'unknown' };

/**
 * Whether somebody may delete a run who asks for it. One that may go on, or whose transfer has not ended, stays: its transfer would
 * take it for lost.
 *
 * @param now  milliseconds since 1970
 */
export function decideDeletion(run: RunDetails, standing: RunStanding, now: number): Verdict {
  if (run.phase === 'running') return keep('It has not ended.');
  if (run.phase === 'unclear') return keep('Its states do not tell whether it has ended.');
  if (standing.is === 'open') return keep('Its transfer has not ended.');
  if (standing.is === 'unknown' && !areOlderThan([run.endedAt], ORPHAN_DAYS, now)) return keep(YOUNG_ORPHAN);
  return remove(isOwnRunName('any', run.name) ? 'It has ended, and so has its transfer.' : 'It has ended.');
}

const YOUNG_ORPHAN = `The app named it, and knows no transfer of it: it may be another deployment's, and ended less than ${ORPHAN_DAYS} days ago.`;

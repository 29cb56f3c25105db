import type { OrchestrationContext } from 'durable-functions';
import { CANCELED, done, type Ending } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { addFindings, NOTHING_FOUND, type RebuildFindings, type RebuildPlace } from '../domain/ledger/rebuild';
import type { PatienceSettings } from '../domain/patience';
import { callRegardless, callUntilDone, isRefused } from './call';
import { pause } from './pause';
import { showProgress, type Steps } from './steps';

/** The input of the orchestration `rebuildLedger`. */
export interface RebuildLedgerInput {
  route: string;
  rebuildId: string;
  patience: Pick<PatienceSettings, 'stepMinutes' | 'accessMinutes'>;
  /** Where it goes on; absent in its first execution. */
  at?: Reached;
}

interface Reached {
  found: RebuildFindings;
  place: RebuildPlace;
  /** Whether a refusal was waited out: then each repository that is refused is left out at once. */
  skipsRefused: boolean;
}

const START: Reached = { found: NOTHING_FOUND, place: {}, skipsRefused: false };

/**
 * Fills the ledger of a route with what its target registry holds, a part in each execution: so no history grows with the
 * registry, or with the weather.
 */
export function* rebuildLedger(
  context: OrchestrationContext,
  input: RebuildLedgerInput,
): Steps<Ending<{ ended: true }>> {
  const { route, rebuildId, patience, at = START } = input;
  const { found: before, place, skipsRefused } = at;
  const { failures: _causes, ...counts } = before;
  showProgress(context, counts);
  const asked = { route, rebuildId, place, skipsRefused };
  const filled = yield* callRegardless(context, 'fillLedger', asked, { patience });
  if (filled.end === 'canceled') return filled;
  if (filled.end === 'failed') {
    if (skipsRefused || !isRefused(filled)) return yield* end(context, input, before, filled.failure);
    context.df.continueAsNew({ ...input, at: { ...at, skipsRefused: true } });
    return CANCELED;
  }
  const { next, retryAfterSeconds = 0 } = filled.value;
  const found = addFindings(before, filled.value.found);
  if (!next) return yield* end(context, input, found);
  yield* pause(context, retryAfterSeconds);
  context.df.continueAsNew({ ...input, at: { found, place: next, skipsRefused } });
  return CANCELED;
}

function* end(
  context: OrchestrationContext,
  { route, rebuildId }: RebuildLedgerInput,
  found: RebuildFindings,
  failure?: Failure,
): Steps<Ending<{ ended: true }>> {
  const written = { route, rebuildId, found, ...(failure && { failure }) };
  const ended = yield* callUntilDone(context, 'endRebuild', written);
  return ended.end === 'done' ? done({ ended: true }) : ended;
}

import type { OrchestrationContext } from 'durable-functions';
import { CANCELED, type Ending } from '../domain/failures/ending';
import type { ReadUpTo } from '../activities/plan/readManifests';
import type { SelectedUpTo } from '../activities/plan/selectArtifacts';
import type { Plan } from '../domain/plan';
import type { ReadingPlace } from '../domain/planning/factsPage';
import { callActivity, isCanceled, type Patient } from './call';
import { pauseUnless } from './pause';
import { showProgress, type Steps } from './steps';

/**
 * Plans what a selection takes: lists the registry, reads the manifests, cuts the batches. Each is done in as many calls as
 * the time of an activity, and the registry's limits, make of it; what they find is kept in the app's own store.
 */
export function* planSelection(context: OrchestrationContext, input: Patient): Steps<Ending<Plan>> {
  const { transferId } = input;
  let page: number | undefined = 0;
  while (page !== undefined) {
    const selected: Ending<SelectedUpTo> = yield* callActivity(context, 'selectArtifacts', { transferId, page }, input);
    if (selected.end !== 'done') return selected;
    page = selected.value.next;
    if (yield* rest(context, input, selected.value)) return CANCELED;
  }
  showProgress(context, { phase: 'planning', percentage: 50 });
  let place: ReadingPlace | undefined = { page: 0, offset: 0 };
  while (place) {
    const read: Ending<ReadUpTo> = yield* callActivity(context, 'readManifests', { transferId, place }, input);
    if (read.end !== 'done') return read;
    place = read.value.next;
    if (yield* rest(context, input, read.value)) return CANCELED;
  }
  return yield* callActivity(context, 'cutPlan', { transferId }, input);
}

/** Leaves the registry alone for as long as it asks. @returns whether the transfer was canceled meanwhile */
function* rest(
  context: OrchestrationContext,
  { transferId }: Patient,
  { retryAfterSeconds = 0 }: { retryAfterSeconds?: number },
): Steps<boolean> {
  return yield* pauseUnless(context, retryAfterSeconds, () => isCanceled(context, transferId));
}

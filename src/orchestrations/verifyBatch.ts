import type { OrchestrationContext } from 'durable-functions';
import type { Refusals } from '../activities/lastWord';
import type { BegunLook } from '../activities/parts/begunLook';
import type { Failure } from '../domain/failures/failure';
import type { PlannedArtifact } from '../domain/plan';
import type { ArtifactReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callRegardless, isRefused } from './call';
import { pause } from './pause';
import { addSeconds, secondsUntil, showProgress, type Steps } from './steps';

const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 60;

/** What the target registry showed. */
export interface Verification {
  artifacts: ArtifactReport[];
  /** Why the registry could not be asked any more; what is then known of an artifact that had not arrived is outdated. */
  failure?: Failure;
}

interface Look extends Verification {
  refusals: Refusals;
}

/**
 * Looks every artifact up in the target. What is not there as planned, and whole, is looked for again, for as long as the settings
 * say: the replicas of a registry agree only after a while, and one odd answer is no fact yet.
 */
export function* verifyBatch(context: OrchestrationContext, input: BatchInput): Steps<Verification> {
  const { batch, patience } = input;
  const known = new Map<string, ArtifactReport>();
  let open: PlannedArtifact[] = batch.artifacts;
  let refusals: Refusals = {};
  let deadline: Date | undefined;
  for (let wait = FIRST_WAIT_SECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_SECONDS)) {
    showProgress(context, { phase: 'verifying', percentage: percentageOf(batch.artifacts, open) });
    const lookedAt = context.df.currentUtcDateTime;
    const looked = yield* lookAtAll(context, input, open, refusals);
    for (const found of looked.artifacts) known.set(found.artifact, found);
    if (looked.failure) return { artifacts: [...known.values()], failure: looked.failure };
    refusals = looked.refusals;
    deadline ??= addSeconds(context.df.currentUtcDateTime, patience.verificationSeconds);
    open = open.filter(({ artifact }) => isOpen(known.get(artifact)));
    // A look that began before the deadline may be old by now: the host may have been down.
    if (open.length === 0 || lookedAt >= deadline) break;
    yield* pause(context, Math.min(wait, secondsUntil(context, deadline)));
  }
  showProgress(context, { phase: 'verifying', percentage: 100 });
  return { artifacts: [...known.values()] };
}

/**
 * One look at artifacts: as many calls as the time of an activity, and the registry's limits, make of it. What stays refused
 * for longer than the settings say is accepted as refused, and the others are looked at all the same.
 */
function* lookAtAll(
  context: OrchestrationContext,
  input: BatchInput,
  planned: readonly PlannedArtifact[],
  accepted: Refusals,
): Steps<Look> {
  const { transferId, batch } = input;
  const found = new Map<string, ArtifactReport>();
  let begun: BegunLook | undefined;
  let refusals = accepted;
  for (;;) {
    const artifacts = planned.filter(({ artifact }) => !found.has(artifact));
    const call = { transferId, batch: { ...batch, artifacts }, ...(begun && { begun }), ...refusals };
    const looked = yield* callRegardless(context, 'verifyArtifacts', call, input);
    if (isRefused(looked) && !refusals.acceptRefusals) {
      refusals = { acceptRefusals: true };
      continue;
    }
    if (looked.end !== 'done') return { artifacts: [...found.values()], refusals, failure: looked.failure };
    for (const report of looked.value.artifacts) found.set(report.artifact, report);
    const { unfinished } = looked.value;
    if (!unfinished) return { artifacts: [...found.values()], refusals };
    begun = unfinished.begun;
    yield* pause(context, unfinished.retryAfterSeconds ?? 0);
  }
}

/** Only that an artifact is there as planned, and whole, is known at once. */
function isOpen(found: ArtifactReport | undefined): boolean {
  return found?.outcome !== 'delivered';
}

function percentageOf(all: readonly unknown[], open: readonly unknown[]): number {
  return Math.floor((100 * (all.length - open.length)) / all.length);
}

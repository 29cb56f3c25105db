import type { OrchestrationContext } from 'durable-functions';
import { done, type Done, type Failed } from '../domain/failures/ending';
import type { PlannedArtifact } from '../domain/plan';
import type { ArtifactReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callRegardless } from './call';
import { pause } from './pause';
import { addSeconds, secondsUntil, showProgress, type Steps } from './steps';

const FIRST_WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 60;

/**
 * Looks every artifact up in the target. What is not there as planned is looked for again, for as long as the settings
 * say: the replicas of a registry agree only after a while, and one odd answer is no fact yet.
 */
export function* verifyBatch(
  context: OrchestrationContext,
  input: BatchInput,
): Steps<Done<{ artifacts: ArtifactReport[] }> | Failed> {
  const { route, batch, patience } = input;
  const deadline = addSeconds(context.df.currentUtcDateTime, patience.verificationSeconds);
  const known = new Map<string, ArtifactReport>();
  let open: PlannedArtifact[] = batch.artifacts;
  for (let wait = FIRST_WAIT_SECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_SECONDS)) {
    showProgress(context, { phase: 'verifying', percentage: percentageOf(batch.artifacts, open) });
    const lookedAt = context.df.currentUtcDateTime;
    const looked = yield* callRegardless(
      context,
      'verifyArtifacts',
      { route, batch: { ...batch, artifacts: open } },
      input,
    );
    if (looked.end !== 'done') return looked;
    for (const found of looked.value.artifacts) known.set(found.artifact, found);
    open = open.filter(({ artifact }) => isOpen(known.get(artifact)));
    // A look that began before the deadline may be old by now: the host may have been down.
    if (open.length === 0 || lookedAt >= deadline) break;
    yield* pause(context, Math.min(wait, secondsUntil(context, deadline)));
  }
  showProgress(context, { phase: 'verifying', percentage: 100 });
  return done({ artifacts: [...known.values()] });
}

/** Only that an artifact is there as planned is known at once. */
function isOpen(found: ArtifactReport | undefined): boolean {
  return found?.outcome !== 'delivered';
}

function percentageOf(all: readonly unknown[], open: readonly unknown[]): number {
  return Math.floor((100 * (all.length - open.length)) / all.length);
}

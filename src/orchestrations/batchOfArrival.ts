import type { OrchestrationContext } from 'durable-functions';
import { done, type Ending } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { createBatch, type Batch, type Plan } from '../domain/plan';
import { awaitManifest, type Awaiting } from './awaitManifest';
import { callActivity } from './call';
import type { Steps } from './steps';

/**
 * What the blob holds, by its manifest; nothing where none came in time. It is kept: whoever goes on with this after the host has lost
 * it does not change its mind, and starts no second run.
 *
 * @param known  what is to be known of the blob, and is kept with it
 */
export function* batchOfArrival(
  context: OrchestrationContext,
  input: Awaiting,
  known: Failure[],
): Steps<Ending<{ batch: Batch; warnings: Failure[] }>> {
  const manifest = yield* awaitManifest(context, input);
  if (manifest.end !== 'done') return manifest;
  const { batch = createBatch([]) } = manifest.value;
  const batches = [batch];
  const warnings = [...known, ...manifest.value.warnings];
  const plan = { batches, unplanned: [], ...(warnings.length > 0 && { warnings }) };
  const kept = yield* callActivity(context, 'keepPlan', { transferId: input.transferId, plan }, input);
  return kept.end === 'done' ? done(plannedIn(kept.value)) : kept;
}

/** What was kept of an arrival. */
export function plannedIn({ batches, warnings = [] }: Plan): { batch: Batch; warnings: Failure[] } {
  return { batch: batches[0] as Batch, warnings };
}

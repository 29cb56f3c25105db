import { needsOf } from '../../../domain/pipelines/needs';
import {
  desiredPipeline,
  differenceOf,
  type ActualPipeline,
  type PipelineDifference,
} from '../../../domain/pipelines/pipeline';
import { redact } from '../../../domain/redact';
import { pipelineIdOf } from '../../../domain/pipelines/pipelineId';
import type { NamedEnd } from '../../runs/endsOf';
import type { PipelineView } from '../schemas/pipelineView';

/**
 * What is, what should be, and the difference.
 *
 * @param difference  what was different before a change; absent: what is now
 */
export function viewPipeline(
  { name, end }: NamedEnd,
  actual: ActualPipeline | undefined,
  difference?: PipelineDifference[],
): PipelineView {
  const desired = desiredPipeline(end);
  const resourceId = pipelineIdOf(name, end);
  const told = desired && (difference ?? differenceOf(actual, desired));
  return {
    ...{ end: name, name: end.pipeline, resourceId },
    ...(actual && { actual: viewActual(actual) }),
    ...(desired && { desired }),
    ...(told && { difference: told.map((one) => ({ ...one, is: one.is === null ? null : redact(one.is) })) }),
    needs: needsOf(name, end, desired, actual, resourceId).map((need) => ({ ...need, scope: redact(need.scope) })),
  };
}

/** Somebody may have written a SAS where only an address belongs. */
function viewActual(actual: ActualPipeline): NonNullable<PipelineView['actual']> {
  const { provisioningState, containerUri, storageAccessMode, secretUri, identity } = actual;
  const { options, sourceTrigger, location, errorMessage } = actual;
  return {
    ...(provisioningState !== undefined && { provisioningState }),
    ...(containerUri !== undefined && { containerUri: redact(containerUri) }),
    storageAccessMode,
    ...(secretUri !== undefined && { secretUri: redact(secretUri) }),
    ...(identity && { identity }),
    options,
    ...(sourceTrigger !== undefined && { sourceTrigger }),
    ...(location !== undefined && { location }),
    ...(errorMessage !== undefined && { errorMessage }),
  };
}

import { DoubleImportPossibleError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { targetOf, type OfTransfer } from '../ends';

/** Says what there is to be warned of where the app imports: the registry may do the same by its source trigger (acr-transfer §8). */
export async function lookAtImportPipeline(
  deps: Pick<ActivityDependencies, 'pipelines' | 'transfers'>,
  input: OfTransfer,
): Promise<{ warnings: Failure[] }> {
  const { target } = await targetOf(deps, input);
  const trigger = await deps.pipelines.importTrigger(target);
  return { warnings: trigger?.isOn ? [doubleImportAt(target)] : [] };
}

/** The warning for the import pipeline of a target. */
export function doubleImportAt(target: RouteEnd): Failure {
  return new DoubleImportPossibleError(pipelineIdOf('target', target), target.cloud.pipelineApiVersion).toFailure();
}

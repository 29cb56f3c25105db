import { ExportUnprovenError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';

/**
 * Says what there is to be warned of where nobody will look into the target: a pipeline that goes on over errors has runs that
 * succeed without some of their artifacts (acr-transfer §3, §9).
 */
export async function lookAtExportPipeline(
  deps: Pick<ActivityDependencies, 'pipelines' | 'transfers'>,
  input: OfTransfer,
): Promise<{ warnings: Failure[] }> {
  const { source } = await sourceOf(deps, input);
  const { pipeline, registryName } = source;
  const options = await deps.pipelines.exportOptions(source);
  if (options?.every((option) => option.toLowerCase() !== 'continueonerrors')) return { warnings: [] };
  const why = options ? undefined : 'it does not exist any more.';
  return { warnings: [new ExportUnprovenError(pipeline, registryName, why).toFailure()] };
}

import type { RouteEnd } from '../route';

/** The resource id of a pipeline at one end of a route. */
export function pipelineIdOf(
  name: 'source' | 'target',
  { registryId, pipeline }: Pick<RouteEnd, 'registryId' | 'pipeline'>,
): string {
  return `${registryId}/${name === 'source' ? 'exportPipelines' : 'importPipelines'}/${pipeline}`;
}

/** Whether a run is of a pipeline at one end of a route. Resource ids are compared without letter case, as Azure does. */
export function isOfPipeline(
  { pipelineId }: { pipelineId?: string },
  name: 'source' | 'target',
  end: RouteEnd,
  pipeline: string = end.pipeline,
): boolean {
  return pipelineId?.toLowerCase() === pipelineIdOf(name, { ...end, pipeline }).toLowerCase();
}

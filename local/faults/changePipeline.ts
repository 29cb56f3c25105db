import { mergeJson, type Json } from '../files/mergeJson';
import { registryResourceId, STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';

type Side = 'source' | 'target';

/** Says in the routes file what the pipeline of an end should be like; undefined: nothing. */
export function describePipeline(stack: BrokenStack, side: Side, pipelineSettings: Json | undefined): void {
  stack.changeRoutes(({ routes }) => {
    const { [side]: end } = routes[STACK_NAMES.route] as Record<Side, Json>;
    delete end['pipelineSettings'];
    if (pipelineSettings) Object.assign(end, { pipelineSettings });
  });
}

/** Changes a pipeline by hand, as in the portal. */
export async function changePipeline(stack: BrokenStack, side: Side, changes: Json): Promise<void> {
  const before = await stack.manage('GET', pipelinePath(side));
  if (!before) throw new Error(`The ${side} has no pipeline.`);
  const { identity: _replaced, ...rest } = before;
  await stack.manage('PUT', pipelinePath(side), mergeJson(changes['identity'] ? rest : before, changes));
}

/** The pipeline of an end in Resource Manager. */
export function pipelinePath(side: Side): string {
  const kind = side === 'source' ? 'exportPipelines' : 'importPipelines';
  return `${registryResourceId(side)}/${kind}/${STACK_NAMES[side].pipeline}?api-version=2025-06-01-preview`;
}

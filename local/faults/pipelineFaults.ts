import type { PipelineList } from '../../src/functions/http/schemas/pipelineView';
import { mergeJson, type Json } from '../files/mergeJson';
import { registryResourceId, STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';

type Side = 'source' | 'target';

/** What can be wrong with the two pipelines. */
export const PIPELINE_FAULTS: readonly PlantedFault[] = [
  {
    check: 'pipeline_provisioned',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline is not there',
    plant: async (stack) => void (await stack.manage('DELETE', pathOf('target'))),
    mend: async (stack, fix) => {
      describe(stack, 'target', {});
      await runFix(stack, fix);
      await grantNeeds(stack);
      describe(stack, 'target', undefined);
    },
  },
  {
    check: 'pipeline_container',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline looks into the container of the exports',
    plant: (stack) => change(stack, 'target', { properties: { source: { uri: stack.endpoints.exports } } }),
    mend: runFix,
  },
  {
    check: 'pipeline_as_described',
    end: 'target',
    status: 'warning',
    what: 'somebody has given the import pipeline another identity than the routes file describes',
    plant: async (stack) => {
      const userAssignedIdentities = { [`${registryResourceId('target')}/another`]: {} };
      describe(stack, 'target', {});
      await change(stack, 'target', { identity: { type: 'UserAssigned', userAssignedIdentities } });
    },
    mend: async (stack, fix) => {
      await runFix(stack, fix);
      await grantNeeds(stack);
      describe(stack, 'target', undefined);
    },
  },
  {
    check: 'pipeline_identity',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline has no identity',
    plant: async (stack) => {
      const { identity: _taken, ...pipeline } = (await stack.manage('GET', pathOf('target'))) ?? {};
      await stack.manage('PUT', pathOf('target'), pipeline);
    },
    mend: async (stack, fix) => {
      describe(stack, 'target', {});
      await runFix(stack, fix);
      await grantNeeds(stack);
      describe(stack, 'target', undefined);
    },
  },
  {
    check: 'pipeline_deletes_blobs',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline deletes blobs before anyone has verified them',
    plant: (stack) =>
      change(stack, 'target', {
        properties: { options: ['OverwriteTags', 'DeleteSourceBlobOnSuccess', 'ContinueOnErrors'] },
      }),
    mend: runFix,
  },
  {
    check: 'pipeline_options',
    end: 'source',
    status: 'warning',
    what: 'one bad artifact ends the whole export',
    plant: (stack) => change(stack, 'source', { properties: { options: ['OverwriteBlobs'] } }),
    mend: runFix,
  },
  {
    check: 'source_trigger',
    end: 'target',
    status: 'warning',
    what: 'the registry imports copied blobs by itself, too',
    plant: (stack) => change(stack, 'target', { properties: { trigger: { sourceTrigger: { status: 'Enabled' } } } }),
    mend: runFix,
  },
];

/** Says in the routes file what the pipeline of an end should be like; undefined: nothing. */
function describe(stack: BrokenStack, side: Side, pipelineSettings: Json | undefined): void {
  stack.changeRoutes(({ routes }) => {
    const { [side]: end } = routes[STACK_NAMES.route] as Record<Side, Json>;
    delete end['pipelineSettings'];
    if (pipelineSettings) Object.assign(end, { pipelineSettings });
  });
}

/** Assigns what the identity of the import pipeline needs, by the commands that the app shows. */
async function grantNeeds(stack: BrokenStack): Promise<void> {
  const shown = await stack.ferry('GET', `/routes/${STACK_NAMES.route}/pipelines?end=target`);
  const needs = (shown as PipelineList).pipelines.flatMap((pipeline) => pipeline.needs);
  for (const { command, why } of needs) await runFix(stack, { say: why, ...(command !== undefined && { command }) });
}

/** Changes a pipeline by hand, as in the portal. */
async function change(stack: BrokenStack, side: Side, changes: Json): Promise<void> {
  const before = await stack.manage('GET', pathOf(side));
  if (!before) throw new Error(`The ${side} has no pipeline.`);
  const { identity: _replaced, ...rest } = before;
  await stack.manage('PUT', pathOf(side), mergeJson(changes['identity'] ? rest : before, changes));
}

function pathOf(side: Side): string {
  const kind = side === 'source' ? 'exportPipelines' : 'importPipelines';
  return `${registryResourceId(side)}/${kind}/${STACK_NAMES[side].pipeline}?api-version=2025-06-01-preview`;
}

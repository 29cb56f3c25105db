import type { Fix } from '../../src/domain/doctor/finding';
import type { PipelineList } from '../../src/functions/http/schemas/pipelineView';
import { registryResourceId, STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import { changePipeline, describePipeline, pipelinePath } from './changePipeline';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';

/** What can be wrong with the two pipelines. */
export const PIPELINE_FAULTS: readonly PlantedFault[] = [
  {
    check: 'pipeline_provisioned',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline is not there',
    plant: async (stack) => void (await stack.manage('DELETE', pipelinePath('target'))),
    mend: makeAsDescribed,
  },
  {
    check: 'pipeline_container',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline looks into the container of the exports',
    plant: (stack) => changePipeline(stack, 'target', { properties: { source: { uri: stack.endpoints.exports } } }),
    mend: runFix,
  },
  {
    check: 'pipeline_as_described',
    end: 'target',
    status: 'warning',
    what: 'somebody has given the import pipeline another identity than the routes file describes',
    also: ['pipeline_role'],
    plant: async (stack) => {
      const userAssignedIdentities = { [`${registryResourceId('target')}/another`]: {} };
      describePipeline(stack, 'target', {});
      await changePipeline(stack, 'target', { identity: { type: 'UserAssigned', userAssignedIdentities } });
    },
    mend: makeAsDescribed,
  },
  {
    check: 'pipeline_identity',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline has no identity',
    plant: async (stack) => {
      const { identity: _taken, ...pipeline } = (await stack.manage('GET', pipelinePath('target'))) ?? {};
      await stack.manage('PUT', pipelinePath('target'), pipeline);
    },
    mend: makeAsDescribed,
  },
  {
    check: 'pipeline_deletes_blobs',
    end: 'target',
    status: 'failed',
    what: 'the import pipeline deletes blobs before anyone has verified them',
    plant: (stack) =>
      changePipeline(stack, 'target', {
        properties: { options: ['OverwriteTags', 'DeleteSourceBlobOnSuccess', 'ContinueOnErrors'] },
      }),
    mend: runFix,
  },
  {
    check: 'pipeline_options',
    end: 'source',
    status: 'warning',
    what: 'one bad artifact ends the whole export',
    plant: (stack) => changePipeline(stack, 'source', { properties: { options: ['OverwriteBlobs'] } }),
    mend: runFix,
  },
  {
    check: 'source_trigger',
    end: 'target',
    status: 'warning',
    what: 'the registry imports copied blobs by itself, too',
    plant: (stack) =>
      changePipeline(stack, 'target', { properties: { trigger: { sourceTrigger: { status: 'Enabled' } } } }),
    mend: runFix,
  },
];

/** Has the app make the import pipeline as the routes file describes it, and describes it no more. */
async function makeAsDescribed(stack: BrokenStack, fix: Fix | undefined): Promise<void> {
  describePipeline(stack, 'target', {});
  await runFix(stack, fix);
  await grantNeeds(stack);
  describePipeline(stack, 'target', undefined);
}

/** Assigns what the identity of the import pipeline needs, by the commands that the app shows. */
async function grantNeeds(stack: BrokenStack): Promise<void> {
  const shown = await stack.ferry('GET', `/routes/${STACK_NAMES.route}/pipelines?end=target`);
  const needs = (shown as PipelineList).pipelines.flatMap((pipeline) => pipeline.needs);
  for (const { command, why } of needs) await runFix(stack, { say: why, ...(command !== undefined && { command }) });
}

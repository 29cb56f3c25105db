import { setTimeout as sleep } from 'node:timers/promises';
import type { Fix } from '../../src/domain/doctor/finding';
import type { CanaryView } from '../../src/functions/http/schemas/canaryView';
import { registryResourceId, STACK_NAMES } from '../stackNames';
import type { BrokenStack } from './brokenStack';
import type { PlantedFault } from './plantedFault';
import { runFix } from './runFix';

const LOOK_EVERY_MS = 200;
const MOST_LOOKS = 300;
const VERSION = 'api-version=2025-06-01-preview';

/** What can have gone wrong with the pipeline runs that went before. */
export const RUN_FAULTS: readonly PlantedFault[] = [
  {
    check: 'last_runs',
    end: 'target',
    status: 'warning',
    what: 'somebody asked for the import of a blob that does not exist',
    async plant(stack) {
      const registry = registryResourceId('target');
      const pipelineResourceId = `${registry}/importPipelines/${STACK_NAMES.target.pipeline}`;
      const source = { type: 'AzureStorageBlob', name: 'nobody-exported-this.tar.gz' };
      const properties = { request: { pipelineResourceId, source } };
      await stack.manage('PUT', `${registry}/pipelineRuns/byhand01?${VERSION}`, { properties });
    },
    mend: sendCanary,
  },
];

/** The fix's command, and waits until the canary is gone again. */
async function sendCanary(stack: BrokenStack, fix: Fix | undefined): Promise<void> {
  await runFix(stack, fix);
  const path = `/routes/${STACK_NAMES.route}/canary`;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { endedAt } = (await stack.ferry('GET', path)) as CanaryView;
    if (endedAt !== undefined) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error('The canary came to no end.');
}

import { startServer, type RunningServer } from '../http/startServer';
import { answerEmpty } from '../http/answer';
import type { BrokenStack } from './brokenStack';
import type { PlantedFault } from './plantedFault';

const CLOUD = 'local';
let silent: RunningServer | undefined;

/** What can be wrong with the cloud of the stack. */
export const CLOUD_FAULTS: readonly PlantedFault[] = [
  {
    check: 'cloud_endpoints',
    end: 'source',
    status: 'failed',
    what: 'Resource Manager of the routes file speaks no TLS',
    async plant(stack) {
      const listener = async (_: unknown, response: Parameters<typeof answerEmpty>[0]) => answerEmpty(response, 404);
      silent = await startServer({ name: 'Not Resource Manager', port: 0, listener });
      changeCloud(stack, { resourceManagerEndpoint: silent.origin.replace('http:', 'https:') });
    },
    async mend(stack) {
      changeCloud(stack, { resourceManagerEndpoint: stack.endpoints.resourceManager });
      await silent?.close();
    },
    also: ['cloud_endpoints'],
  },
  {
    check: 'clock_skew',
    end: 'source',
    status: 'warning',
    what: 'the clock of this machine is three minutes behind',
    plant: async (stack) => void (await stack.admin('PUT', 'settings', { armClockSkewSeconds: 180 })),
    mend: async (stack) => void (await stack.admin('PUT', 'settings', { armClockSkewSeconds: 0 })),
    also: ['clock_skew'],
  },
  {
    check: 'api_version',
    end: 'target',
    status: 'failed',
    what: 'the cloud does not know the API version of pipelines yet',
    plant: async (stack) =>
      void (await stack.admin('PUT', 'settings', { pipelineApiVersions: ['2019-12-01-preview'] })),
    mend: async (stack) => void (await stack.admin('PUT', 'settings', { pipelineApiVersions: [] })),
    also: ['api_version'],
  },
];

/** Both ends of the stack are in one cloud. */
function changeCloud(stack: BrokenStack, changes: Record<string, string>): void {
  stack.changeRoutes((file) => {
    Object.assign((file['clouds'] as Record<string, object>)[CLOUD] ?? {}, changes);
  });
}

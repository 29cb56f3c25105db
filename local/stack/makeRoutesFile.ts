import { STACK_NAMES, registryResourceId } from '../stackNames';
import { AUDIENCES, type StackEndpoints } from './stackEndpoints';

const CLOUD = 'local';
/** Small, so that images of a few dozen MiB already show progress. */
const COPY = { blockSizeMiB: 8, blocksPerActivity: 2, concurrency: 2 };

/** The routes file of the stack: one route, in a cloud whose endpoints are this machine's; blobs are kept, to be seen. */
export function makeRoutesFile(endpoints: StackEndpoints): Record<string, unknown> {
  return {
    version: 1,
    clouds: {
      [CLOUD]: {
        resourceManagerEndpoint: endpoints.resourceManager,
        resourceManagerAudience: AUDIENCES.resourceManager,
        loginEndpoint: endpoints.login,
        registryAudience: AUDIENCES.registry,
        storageAudience: AUDIENCES.storage,
      },
    },
    routes: {
      [STACK_NAMES.route]: {
        source: end('source', endpoints.exports),
        target: end('target', endpoints.imports),
        copy: COPY,
        keepBlobs: true,
      },
    },
  };
}

function end(side: 'source' | 'target', containerUri: string): Record<string, string> {
  return { registryId: registryResourceId(side), pipeline: STACK_NAMES[side].pipeline, containerUri, cloud: CLOUD };
}

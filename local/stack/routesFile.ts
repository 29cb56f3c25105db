import { NAMES, registryResourceId } from '../names';
import { AUDIENCES } from './audiences';
import type { StackEndpoints } from './endpoints';

const CLOUD = 'local';

/** The routes file of the stack: one route, in a cloud whose endpoints are this machine's. */
export function routesFileOf(endpoints: StackEndpoints): Record<string, unknown> {
  return {
    version: 1,
    clouds: {
      [CLOUD]: {
        resourceManagerEndpoint: endpoints.resourceManager,
        resourceManagerAudience: AUDIENCES.resourceManager,
        loginEndpoint: 'https://login.microsoftonline.com',
        registryAudience: AUDIENCES.registry,
        storageAudience: AUDIENCES.storage,
      },
    },
    routes: {
      [NAMES.route]: {
        source: end('source', endpoints.exports),
        target: end('target', endpoints.imports),
      },
    },
  };
}

function end(side: 'source' | 'target', containerUri: string): Record<string, string> {
  return { registryId: registryResourceId(side), pipeline: NAMES[side].pipeline, containerUri, cloud: CLOUD };
}

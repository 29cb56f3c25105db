import { hostStorageConnection, type StackEndpoints } from './stackEndpoints';

/** The app settings of an app that runs against the stack: all that a Functions host must be given. */
export function makeAppSettings(options: {
  endpoints: StackEndpoints;
  routesFile: string;
  caFile: string;
  identityHeader: string;
  /** Hosts that are not reached through a proxy, where there is one. */
  noProxy?: string;
}): Record<string, string> {
  const { endpoints, routesFile, caFile, identityHeader, noProxy } = options;
  return {
    FUNCTIONS_WORKER_RUNTIME: 'node',
    AzureWebJobsStorage: hostStorageConnection(endpoints),
    NODE_EXTRA_CA_CERTS: caFile,
    IDENTITY_ENDPOINT: endpoints.identity,
    IDENTITY_HEADER: identityHeader,
    FERRY_ROUTES: routesFile,
    FERRY_STATE_CONTAINER: endpoints.state,
    // Emulated runs take seconds, not minutes.
    FERRY_POLL_FIRST_SECONDS: '1',
    FERRY_POLL_MAX_SECONDS: '2',
    FERRY_VERIFICATION_SECONDS: '2',
    // A role that is missing here is missing for good.
    FERRY_ACCESS_PATIENCE_MINUTES: '1',
    ...(noProxy === undefined ? {} : { NO_PROXY: noProxy }),
  };
}

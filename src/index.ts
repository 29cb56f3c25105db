import { readFile } from 'node:fs/promises';
import { app as functions } from '@azure/functions';
import { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { app as durable, getClient, input } from 'durable-functions';
import { bindActivities } from './activities/activities';
import { createBlobs } from './azure/blobs';
import { createCatalog } from './azure/catalog';
import { createOpenContainer } from './azure/containers';
import { createBlockLists } from './azure/copy/blockLists';
import { createRelayStrategy } from './azure/copy/relayStrategy';
import { createServerStrategy } from './azure/copy/serverStrategy';
import { createAppCredential, createCredentialFor } from './azure/credentials';
import { createFindLoginServer } from './azure/registries';
import { createReadSecret } from './azure/secrets';
import { createSourceUrlFor } from './azure/sourceUrl';
import { createTransferPipelines } from './azure/transferPipelines';
import { createTransferStore } from './azure/transferStore';
import { API, bindOperation } from './functions/http/api';
import type { ApiDependencies } from './functions/http/dependencies';
import { createInstances } from './functions/instances/createInstances';
import { logRouteMistakes } from './functions/logRouteMistakes';
import { ORCHESTRATIONS } from './orchestrations/orchestrations';
import { MACHINE } from './services/machine';
import { loadAppSettings } from './settings/loadAppSettings';
import { loadRoutes } from './settings/loadRoutes';
import { readRoutesText } from './settings/readRoutesText';
import { createRouteBook } from './settings/routeBook';

const settings = loadAppSettings(process.env);
const now = (): Date => new Date(MACHINE.now());

const appCredential = createAppCredential(settings.identityClientId);
const stateAudience = { audience: `${settings.state.audience}/.default` };
const transfers = createTransferStore(new ContainerClient(settings.state.containerUri, appCredential, stateAudience));

const routes = createRouteBook({
  readText: () =>
    readRoutesText(settings.routesLocation, {
      readFile: (path) => readFile(path, 'utf8'),
      readBlob: async (url) =>
        (await new BlockBlobClient(url, appCredential, stateAudience).downloadToBuffer()).toString('utf8'),
    }),
  parse: loadRoutes,
  now: () => now().getTime(),
  maxAgeSeconds: 30,
});

const readSecret = createReadSecret(appCredential, settings.vaultAudience);
const credentialFor = createCredentialFor(appCredential, readSecret);
const openContainer = createOpenContainer(credentialFor, readSecret);
const sourceUrlFor = createSourceUrlFor(credentialFor, openContainer, readSecret, MACHINE.now);
const activities = bindActivities({
  routes,
  catalog: createCatalog(credentialFor, createFindLoginServer(credentialFor)),
  pipelines: createTransferPipelines(credentialFor),
  blobs: createBlobs(openContainer),
  blockLists: createBlockLists(openContainer),
  copyStrategies: {
    server: createServerStrategy(openContainer, sourceUrlFor),
    relay: createRelayStrategy(openContainer),
  },
  transfers,
  machine: MACHINE,
});

functions.hook.appStart(() => logRouteMistakes(routes));

for (const [name, handler] of Object.entries(activities)) durable.activity(name, { handler });
for (const [name, handler] of Object.entries(ORCHESTRATIONS)) durable.orchestration(name, handler);

const api: ApiDependencies = {
  settings,
  routes,
  transfers,
  machine: MACHINE,
  instancesFor: (context) => createInstances(getClient(context)),
};
for (const operation of API) {
  functions.http(operation.name, {
    methods: [operation.method],
    route: operation.route,
    authLevel: 'function',
    handler: bindOperation(api, operation),
    ...(operation.usesInstances && { extraInputs: [input.durableClient()] }),
  });
}

import { readFile } from 'node:fs/promises';
import { app as functions } from '@azure/functions';
import { BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import { app as durable, input } from 'durable-functions';
import { bindActivities } from './activities/activities';
import { createBlobs } from './azure/storage/blobs';
import { createCatalog } from './azure/registry/catalog';
import { createOpenContainer } from './azure/storage/containers';
import { createBlockLists } from './azure/copy/blockLists';
import { createRelayStrategy } from './azure/copy/relayStrategy';
import { createServerStrategy } from './azure/copy/serverStrategy';
import { createAppCredential, createCredentialFor } from './azure/identity/credentials';
import { createFindLoginServer } from './azure/arm/registries';
import { createReadSecret } from './azure/vault/secrets';
import { createSourceUrlFor } from './azure/copy/sourceUrl';
import { createTransferPipelines } from './azure/arm/transferPipelines';
import { createTransferStore } from './azure/state/transferStore';
import { createCancelTransfer } from './functions/cancelTransfer';
import { createGetTransfer } from './functions/getTransfer';
import { createListRoutes } from './functions/listRoutes';
import { createListTransfers } from './functions/listTransfers';
import { logRouteMistakes } from './functions/logRouteMistakes';
import { createStartTransfer } from './functions/startTransfer';
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

const api = { settings, routes, transfers, now, newId: () => MACHINE.newId() };
const client = { extraInputs: [input.durableClient()] };
const authLevel = 'function';
functions.http('startTransfer', {
  methods: ['POST'],
  route: 'transfers',
  authLevel,
  handler: createStartTransfer(api),
  ...client,
});
functions.http('listTransfers', { methods: ['GET'], route: 'transfers', authLevel, handler: createListTransfers(api) });
functions.http('getTransfer', {
  methods: ['GET'],
  route: 'transfers/{id}',
  authLevel,
  handler: createGetTransfer(api),
  ...client,
});
functions.http('cancelTransfer', {
  methods: ['POST'],
  route: 'transfers/{id}/cancel',
  authLevel,
  handler: createCancelTransfer(api),
  ...client,
});
functions.http('listRoutes', { methods: ['GET'], route: 'routes', authLevel, handler: createListRoutes(api) });

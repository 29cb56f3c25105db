import { app as functions } from '@azure/functions';
import { app as durable, input } from 'durable-functions';
import { bindActivities } from './activities/activities';
import { createCancelTransfer } from './functions/cancelTransfer';
import { createGetTransfer } from './functions/getTransfer';
import { createListRoutes } from './functions/listRoutes';
import { createListTransfers } from './functions/listTransfers';
import { logRouteMistakes } from './functions/logRouteMistakes';
import { createStartTransfer } from './functions/startTransfer';
import { ORCHESTRATIONS } from './orchestrations/orchestrations';
import { createServices } from './services/createServices';
import { MACHINE } from './services/machine';
import { loadAppSettings } from './settings/loadAppSettings';

const services = createServices(loadAppSettings(process.env), MACHINE);

functions.hook.appStart(() => logRouteMistakes(services.routes));

for (const [name, handler] of Object.entries(bindActivities(services))) durable.activity(name, { handler });
for (const [name, handler] of Object.entries(ORCHESTRATIONS)) durable.orchestration(name, handler);

const api = { ...services, now: () => new Date(MACHINE.now()), newId: () => MACHINE.newId() };
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

import { app as functions } from '@azure/functions';
import { app as durable, getClient, input } from 'durable-functions';
import { bindActivities } from './activities/activities';
import { API, bindOperation } from './functions/http/api';
import type { ApiDependencies } from './functions/http/dependencies';
import { createInstances } from './functions/instances/createInstances';
import { logRouteMistakes } from './functions/logRouteMistakes';
import { ORCHESTRATIONS } from './orchestrations/orchestrations';
import { createServices } from './services/createServices';
import { MACHINE } from './services/machine';
import { loadAppSettings } from './settings/loadAppSettings';

const services = createServices(loadAppSettings(process.env), MACHINE);

functions.hook.appStart(() => logRouteMistakes(services.routes));

for (const [name, handler] of Object.entries(bindActivities(services))) durable.activity(name, { handler });
for (const [name, handler] of Object.entries(ORCHESTRATIONS)) durable.orchestration(name, handler);

const api: ApiDependencies = { ...services, instancesFor: (context) => createInstances(getClient(context), MACHINE) };
for (const operation of API) {
  functions.http(operation.name, {
    methods: [operation.method],
    route: operation.route,
    authLevel: 'function',
    handler: bindOperation(api, operation),
    ...(operation.usesInstances && { extraInputs: [input.durableClient()] }),
  });
}

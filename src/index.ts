import { app as functions, type EventGridHandler, type HttpHandler, type InvocationContext } from '@azure/functions';
import { app as durable, getClient, input } from 'durable-functions';
import { bindActivities, refuseActivities, usesInstances, type Activities } from './activities/activities';
import { SettingsInvalidError } from './domain/failures/errors';
import { showMistake } from './domain/validation/mistake';
import { API, bindOperation, refuseOperation } from './functions/http/api';
import type { ApiDependencies } from './functions/http/dependencies';
import type { Operation } from './functions/http/operation';
import { createInstances } from './functions/instances/createInstances';
import { lookAfterCanaries } from './functions/canary/lookAfterCanaries';
import { tickPushes } from './functions/timers/tickPushes';
import { cleanUpDaily } from './functions/timers/cleanUpDaily';
import { renewSas } from './functions/timers/renewSas';
import { sweepByTimer } from './functions/timers/sweepByTimer';
import { tick } from './functions/timers/tick';
import { logRouteMistakes } from './functions/logRouteMistakes';
import { createBlobCreated } from './functions/events/blobCreated';
import { createEventCounts } from './functions/events/eventCounts';
import { createImagePushed } from './functions/events/imagePushed';
import { ORCHESTRATIONS } from './orchestrations/orchestrations';
import { createServices } from './services/createServices';
import { HOST_LOG } from './services/hostLog';
import { MACHINE } from './services/machine';
import type { AppSettings } from './settings/appSettings';
import { loadAppSettings } from './settings/loadAppSettings';

const EVERY_MINUTE = '0 * * * * *';
const EVERY_HOUR = '0 40 * * * *';
const TWENTY_PAST_EVERY_HOUR = '0 20 * * * *';
const EVERY_FIVE_MINUTES = '0 */5 * * * *';
/** A Consumption app is killed at five minutes. */
const LOOK_AFTER_MS = 180_000;

/** What the host calls. */
interface App {
  activities: Activities;
  blobCreated: EventGridHandler;
  imagePushed: EventGridHandler;
  handlerOf(operation: Operation): HttpHandler;
}

const app = makeApp();
for (const [name, handler] of Object.entries(app.activities)) {
  durable.activity(name, { handler, ...(usesInstances(name) && { extraInputs: [input.durableClient()] }) });
}
for (const [name, handler] of Object.entries(ORCHESTRATIONS)) durable.orchestration(name, handler);
functions.eventGrid('blobCreated', { extraInputs: [input.durableClient()], handler: app.blobCreated });
functions.eventGrid('imagePushed', { handler: app.imagePushed });
for (const operation of API) {
  functions.http(operation.name, {
    methods: [operation.method],
    route: operation.route,
    authLevel: 'function',
    handler: app.handlerOf(operation),
    ...(operation.usesInstances && { extraInputs: [input.durableClient()] }),
  });
}

/** An exception here would leave a host that says it runs, and answers 404 to everything. */
function makeApp(): App {
  try {
    return appWith(loadAppSettings(process.env));
  } catch (error) {
    if (error instanceof SettingsInvalidError) return appWithout(error);
    throw error;
  }
}

function appWith(settings: AppSettings): App {
  const services = createServices(settings, MACHINE);
  const instancesFor = (context: InvocationContext) => createInstances(getClient(context), MACHINE);
  const api: ApiDependencies = { ...services, instancesFor };
  const events = { ...services, eventCounts: createEventCounts(MACHINE) };
  functions.hook.appStart(() => logRouteMistakes(services.routes, HOST_LOG));
  functions.timer('sweep', {
    schedule: EVERY_FIVE_MINUTES,
    // What was cut off with the last process goes on with the next one.
    runOnStartup: true,
    extraInputs: [input.durableClient()],
    handler: async (_timer, context) => {
      const instances = instancesFor(context);
      await Promise.all([
        sweepByTimer(services, instances, context, LOOK_AFTER_MS),
        lookAfterCanaries(services, instances, context, LOOK_AFTER_MS),
      ]);
    },
  });
  functions.timer('tick', {
    schedule: EVERY_MINUTE,
    runOnStartup: true,
    extraInputs: [input.durableClient()],
    handler: async (_timer, context) => {
      const instances = instancesFor(context);
      await Promise.all([tick(services, instances, context, LOOK_AFTER_MS), tickPushes(services, instances, context)]);
    },
  });
  functions.timer('cleanUpDaily', {
    schedule: EVERY_HOUR,
    extraInputs: [input.durableClient()],
    handler: (_timer, context) => cleanUpDaily(services, instancesFor(context), context),
  });
  functions.timer('renewSas', {
    schedule: TWENTY_PAST_EVERY_HOUR,
    handler: (_timer, context) => renewSas(services, context, LOOK_AFTER_MS),
  });
  const blobCreated = createBlobCreated(events);
  return {
    imagePushed: createImagePushed(events),
    blobCreated: (event, context) => blobCreated(instancesFor(context), event, context),
    activities: bindActivities(services, (invocation) => instancesFor(invocation as InvocationContext)),
    handlerOf: (operation) => bindOperation(api, operation),
  };
}

function appWithout(error: SettingsInvalidError): App {
  const mistakes = error.mistakes.map((mistake) => `\n- ${showMistake(mistake)}`);
  HOST_LOG.error(`${error.message} Every request is answered with 503 until they are corrected:${mistakes.join('')}`);
  return {
    activities: refuseActivities(MACHINE, error),
    // Event Grid delivers the event again.
    blobCreated: () => Promise.reject(error),
    imagePushed: () => Promise.reject(error),
    handlerOf: () => refuseOperation(error),
  };
}

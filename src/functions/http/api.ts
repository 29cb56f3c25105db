import type { HttpHandler } from '@azure/functions';
import type { SettingsInvalidError } from '../../domain/failures/errors';
import { apiUrlOf } from './apiUrl';
import { cancelTransfer } from './transfers/cancelTransfer';
import { CANARY_OPERATIONS } from './canary/canaryOperations';
import { CLEANUP_OPERATIONS } from './cleanups/cleanupOperations';
import type { ApiDependencies } from './dependencies';
import { DOCTOR_OPERATIONS } from './doctor/doctorOperations';
import { DRAIN_OPERATIONS } from './drain/drainOperations';
import { getPlan } from './transfers/getPlan';
import { getTransfer } from './transfers/getTransfer';
import { handled } from './handled';
import { LEDGER_OPERATIONS } from './ledger/ledgerOperations';
import { listQuerySchema } from './transfers/listQuery';
import { listArtifacts } from './transfers/listArtifacts';
import { listRoutes } from './routes/listRoutes';
import { listPushes } from './routes/listPushes';
import { listSchedules } from './routes/listSchedules';
import { listTransfers } from './transfers/listTransfers';
import { artifactsQuerySchema, pageQuerySchema } from './request/pageQuery';
import { NO_QUERY, operation, type Operation } from './operation';
import { PAUSE_OPERATIONS } from './pauses/pauseOperations';
import { PIPELINE_OPERATIONS } from './pipelines/pipelineOperations';
import { postTransfer } from './transfers/postTransfer';
import { TRANSFER_BODY } from './request/requestBody';
import { resumeTransfer } from './transfers/resumeTransfer';
import { retryTransfer } from './transfers/retryTransfer';
import { RUN_OPERATIONS } from './runs/runOperations';
import { runSchedule } from './routes/runSchedule';
import { artifactListSchema } from './schemas/artifactList';
import { planViewSchema } from './schemas/planView';
import { routeListSchema } from './schemas/routeList';
import { pushListSchema } from './schemas/pushList';
import { scheduleListSchema } from './schemas/scheduleList';
import { transferListSchema } from './schemas/transferList';
import { transferViewSchema } from './schemas/transferView';
import { SAS_OPERATIONS } from './sas/sasOperations';
import { SWEEP_OPERATIONS } from './sweeps/sweepOperations';

/** Every operation of the API. */
export const API: readonly Operation[] = [
  operation({
    name: 'startTransfer',
    method: 'POST',
    route: 'transfers',
    query: NO_QUERY,
    body: TRANSFER_BODY,
    answer: transferViewSchema,
    handler: postTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'listTransfers',
    method: 'GET',
    route: 'transfers',
    query: listQuerySchema,
    answer: transferListSchema,
    handler: listTransfers,
    usesInstances: true,
  }),
  operation({
    name: 'getTransfer',
    method: 'GET',
    route: 'transfers/{id}',
    query: NO_QUERY,
    answer: transferViewSchema,
    handler: getTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'cancelTransfer',
    method: 'POST',
    route: 'transfers/{id}/cancel',
    query: NO_QUERY,
    answer: transferViewSchema,
    handler: cancelTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'getPlan',
    method: 'GET',
    route: 'transfers/{id}/plan',
    query: pageQuerySchema,
    answer: planViewSchema,
    handler: getPlan,
    usesInstances: false,
  }),
  operation({
    name: 'listArtifacts',
    method: 'GET',
    route: 'transfers/{id}/artifacts',
    query: artifactsQuerySchema,
    answer: artifactListSchema,
    handler: listArtifacts,
    usesInstances: false,
  }),
  operation({
    name: 'retryTransfer',
    method: 'POST',
    route: 'transfers/{id}/retry',
    query: NO_QUERY,
    answer: transferViewSchema,
    handler: retryTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'resumeTransfer',
    method: 'POST',
    route: 'transfers/{id}/resume',
    query: NO_QUERY,
    answer: transferViewSchema,
    handler: resumeTransfer,
    usesInstances: true,
  }),
  operation({
    name: 'listRoutes',
    method: 'GET',
    route: 'routes',
    query: NO_QUERY,
    answer: routeListSchema,
    handler: listRoutes,
    usesInstances: false,
  }),
  ...LEDGER_OPERATIONS,
  operation({
    name: 'listPushes',
    method: 'GET',
    route: 'routes/{route}/pushes',
    query: NO_QUERY,
    answer: pushListSchema,
    handler: listPushes,
    usesInstances: false,
  }),
  operation({
    name: 'listSchedules',
    method: 'GET',
    route: 'routes/{route}/schedules',
    query: NO_QUERY,
    answer: scheduleListSchema,
    handler: listSchedules,
    usesInstances: false,
  }),
  operation({
    name: 'runSchedule',
    method: 'POST',
    route: 'routes/{route}/schedules/{name}/run',
    query: NO_QUERY,
    answer: transferViewSchema,
    handler: runSchedule,
    usesInstances: true,
  }),
  ...PAUSE_OPERATIONS,
  ...PIPELINE_OPERATIONS,
  ...SAS_OPERATIONS,
  ...DOCTOR_OPERATIONS,
  ...CANARY_OPERATIONS,
  ...RUN_OPERATIONS,
  ...CLEANUP_OPERATIONS,
  ...SWEEP_OPERATIONS,
  ...DRAIN_OPERATIONS,
];

/** Gives an operation what it needs; what it throws is answered with a problem document. */
export function bindOperation(deps: ApiDependencies, { run, route }: Operation): HttpHandler {
  return handled(
    (request, context) => run(deps, request, context),
    (requestUrl) => apiUrlOf(deps.settings.publicUrl, requestUrl, route),
  );
}

/** Every operation of an app whose settings have mistakes. */
export function refuseOperation(error: SettingsInvalidError): HttpHandler {
  return handled(() => Promise.reject(error));
}

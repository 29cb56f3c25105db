import type { RunEngine } from '../runs/runEngine';
import { type ArmAnswer, type ArmRequest, methodNotAllowed, pageOf, requireNewName, systemData } from './armAnswer';
import { ArmError, resourceNotFound } from './armError';
import { runDocument } from './runDocument';
import { isSameRun, parseRun } from './parseRun';
import { isFinished, type PipelineRun } from './resources';

/** Pipeline runs: PUT starts one, GET, list, DELETE; the asynchronous ones have an operation each. */
export function answerRuns(request: ArmRequest, engine: RunEngine): ArmAnswer {
  const { registry, path, apiVersion, method, admin } = request;
  const runs = registry.pipelineRuns;
  const leads = admin.settings.provisioningStateLeads;
  if (path.name === undefined) {
    if (method !== 'GET') throw methodNotAllowed(request);
    const entries = runs.list().map((run) => runDocument(run, apiVersion, leads));
    return { status: 200, body: pageOf(entries, request.url, admin.settings.pageSize) };
  }
  if (method === 'PUT') return putRun(request, engine, path.name);
  const found = runs.get(path.name);
  if (method === 'GET') {
    if (!found) throw runNotFound(request, path.name);
    return { status: 200, body: runDocument(found, apiVersion, leads) };
  }
  if (method !== 'DELETE') throw methodNotAllowed(request);
  if (!found) return { status: 204 };
  runs.delete(path.name);
  if (!admin.settings.deleteIsAsynchronous) return { status: 200 };
  const location = operationUrl(request, found, engine.rememberDeletion());
  return { status: 202, headers: { location, 'azure-asyncoperation': location } };
}

function putRun(request: ArmRequest, engine: RunEngine, name: string): ArmAnswer {
  requireNewName(name);
  const { registry, apiVersion, admin } = request;
  const leads = admin.settings.provisioningStateLeads;
  const input = parseRun(registry, request.body);
  const found = registry.pipelineRuns.get(name);
  if (found && isSameRun(found, input)) return { status: 200, body: runDocument(found, apiVersion, leads) };
  if (found && !isFinished(found)) {
    throw new ArmError(409, 'Conflict', `The pipeline run '${name}' is in progress and cannot be changed.`);
  }
  const run: PipelineRun = {
    id: `${registry.id}/pipelineRuns/${name}`,
    name,
    operationId: `pipelineruns-${request.platform.newId()}`,
    ...input,
    systemData: systemData(request, found?.systemData),
  };
  registry.pipelineRuns.save(run);
  const body = runDocument(run, apiVersion, leads);
  engine.enqueue(registry, run);
  const seconds = admin.settings.retryAfterSeconds;
  const retry: Record<string, string> = seconds > 0 ? { 'retry-after': String(seconds) } : {};
  const headers = { 'azure-asyncoperation': operationUrl(request, run, run.operationId), ...retry };
  return { status: 201, body, headers };
}

function operationUrl(request: ArmRequest, run: PipelineRun, operationId: string): string {
  return `${request.url.origin}${run.id}/operationStatuses/${operationId}?api-version=${request.apiVersion}`;
}

function runNotFound(request: ArmRequest, name: string): ArmError {
  const type = `Microsoft.ContainerRegistry/registries/${request.registry.name}/pipelineRuns`;
  return resourceNotFound(type, name, request.registry.resourceGroup);
}

/** The body that `Azure-AsyncOperation` and `Location` lead to. */
export function answerOperation(request: ArmRequest, engine: RunEngine): ArmAnswer {
  const { operationId = '', name = '' } = request.path;
  if (request.method !== 'GET') throw methodNotAllowed(request);
  const id = request.url.pathname;
  if (engine.isDeletion(operationId)) return { status: 200, body: { id, name: operationId, status: 'Succeeded' } };
  const run = request.registry.pipelineRuns.get(name);
  if (!run || run.operationId !== operationId) throw runNotFound(request, name);
  const status = run.response?.status ?? 'Creating';
  const message = run.response?.pipelineRunErrorMessage;
  const error = status === 'Failed' ? { error: { code: 'PipelineRunFailed', message } } : {};
  return { status: 200, body: { id, name: operationId, status, ...error } };
}

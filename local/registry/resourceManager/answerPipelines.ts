import { ArmError, resourceNotFound } from './armError';
import { knowsAccessMode } from './apiVersions';
import { type ArmAnswer, type ArmRequest, methodNotAllowed, pageOf, requireNewName, systemData } from './armAnswer';
import { parsePipeline } from './parsePipeline';
import type { EmulatedRegistry } from './emulatedRegistry';
import type { ResourceStore } from './resourceStore';
import { isFinished, type Pipeline, type PipelineKind, type PipelineRun, type PipelineWork } from './resources';

/** Export and import pipelines: PUT, GET, list, DELETE; synchronous as recorded from the service, unless the settings say otherwise. */
export function answerPipelines(request: ArmRequest, kind: PipelineKind): ArmAnswer {
  const { registry, path, apiVersion, method, platform } = request;
  const store = registry[kind];
  endPipelineWork(store, platform.now());
  if (path.name === undefined) {
    if (method !== 'GET') throw methodNotAllowed(request);
    const entries = store.list().map((pipeline) => describePipeline(pipeline, apiVersion));
    return { status: 200, body: pageOf(entries, request.url, request.admin.settings.pageSize) };
  }
  const found = store.get(path.name);
  switch (method) {
    case 'GET':
      if (!found) throw notFound(request, kind, path.name);
      return { status: 200, body: describePipeline(found, apiVersion) };
    case 'PUT':
      requireNewName(path.name);
      requireRest(found);
      return putPipeline(request, kind, path.name, found);
    case 'DELETE':
      if (!found) return { status: 204 };
      requireRest(found);
      requireNoRuns(registry, found);
      return deletePipeline(request, found);
    default:
      throw methodNotAllowed(request);
  }
}

function putPipeline(request: ArmRequest, kind: PipelineKind, name: string, found: Pipeline | undefined): ArmAnswer {
  const { registry, apiVersion, platform, admin } = request;
  const { pipelineFailure } = admin.settings;
  const work = workFor(request, found ? 'Updating' : 'Creating');
  const pipeline: Pipeline = {
    kind,
    id: `${registry.id}/${kind}/${name}`,
    name,
    ...parsePipeline(kind, request.body, { apiVersion, platform, ...(found ? { before: found } : {}) }),
    ...(work ? { work } : {}),
    ...(pipelineFailure === '' ? {} : { failure: pipelineFailure }),
    systemData: systemData(request, found?.systemData),
  };
  registry[kind].save(pipeline);
  const body = describePipeline(pipeline, apiVersion);
  if (!work) return { status: 200, body };
  const operation = operationUrl(request, pipeline, work);
  return { status: found ? 200 : 201, body, headers: { 'azure-asyncoperation': operation } };
}

function deletePipeline(request: ArmRequest, pipeline: Pipeline): ArmAnswer {
  const store = request.registry[pipeline.kind];
  const work = workFor(request, 'Deleting');
  if (!work) return { status: store.delete(pipeline.name) ? 200 : 204 };
  store.save({ ...pipeline, work });
  return { status: 202, headers: { location: operationUrl(request, pipeline, work) } };
}

function workFor({ admin, platform }: ArmRequest, state: PipelineWork['state']): PipelineWork | undefined {
  const { pipelineSeconds } = admin.settings;
  if (pipelineSeconds === 0) return undefined;
  const operationId = `pipelines-${platform.newId()}`;
  return { state, operationId, endsAt: platform.now() + pipelineSeconds * 1000 };
}

function operationUrl({ url, apiVersion }: ArmRequest, { id }: Pipeline, { operationId }: PipelineWork): string {
  return `${url.origin}${id}/operationStatuses/${operationId}?api-version=${apiVersion}`;
}

/** Ends the work on pipelines whose time has come. */
function endPipelineWork(store: ResourceStore<Pipeline>, now: number): void {
  for (const { work, ...pipeline } of store.list()) {
    if (!work || now < work.endsAt) continue;
    if (work.state === 'Deleting') store.delete(pipeline.name);
    else store.save(pipeline);
  }
}

/** The body that `Azure-AsyncOperation` and `Location` of a pipeline lead to. An operation that is not known any more has ended. */
export function answerPipelineOperation(request: ArmRequest, kind: PipelineKind): ArmAnswer {
  const { registry, path, method, url, platform } = request;
  if (method !== 'GET') throw methodNotAllowed(request);
  endPipelineWork(registry[kind], platform.now());
  const found = registry[kind].get(path.name ?? '');
  const isAtWork = found?.work?.operationId === path.operationId;
  const status = isAtWork ? found?.work?.state : found?.failure === undefined ? 'Succeeded' : 'Failed';
  return { status: 200, body: { id: url.pathname, name: path.operationId, status } };
}

function requireRest(pipeline: Pipeline | undefined): void {
  if (!pipeline?.work) return;
  const message = `The pipeline '${pipeline.name}' is being changed: its provisioningState is ${pipeline.work.state}.`;
  throw new ArmError(409, 'Conflict', message);
}

function requireNoRuns({ pipelineRuns }: EmulatedRegistry, { id, name }: Pipeline): void {
  const isAtWork = (run: PipelineRun): boolean =>
    !isFinished(run) && run.request.pipelineResourceId.toLowerCase() === id.toLowerCase();
  if (!pipelineRuns.list().some(isAtWork)) return;
  throw new ArmError(409, 'Conflict', `The pipeline '${name}' has pipeline runs in progress and cannot be deleted.`);
}

function notFound(request: ArmRequest, kind: PipelineKind, name: string) {
  const type = `Microsoft.ContainerRegistry/registries/${request.registry.name}/${kind}`;
  return resourceNotFound(type, name, request.registry.resourceGroup);
}

function describePipeline(pipeline: Pipeline, apiVersion: string): unknown {
  const { kind, id, name, location, identity, options, sourceTrigger } = pipeline;
  const { storageAccessMode, ...rest } = pipeline.container;
  const container = knowsAccessMode(apiVersion) ? { ...rest, storageAccessMode } : rest;
  const isFailed = !pipeline.work && pipeline.failure !== undefined;
  return {
    type: `Microsoft.ContainerRegistry/registries/${kind}`,
    ...(identity ? { identity } : {}),
    id,
    name,
    ...(location === undefined ? {} : { location }),
    systemData: pipeline.systemData,
    properties: {
      ...(kind === 'exportPipelines' ? { target: container } : { source: container }),
      ...(sourceTrigger ? { trigger: { sourceTrigger: { status: sourceTrigger } } } : {}),
      ...(options ? { options } : {}),
      provisioningState: pipeline.work?.state ?? (isFailed ? 'Failed' : 'Succeeded'),
    },
    ...(isFailed ? { error: { code: 'PipelineProvisioningFailed', message: pipeline.failure } } : {}),
  };
}

import { resourceNotFound } from './armError';
import { knowsAccessMode } from './apiVersions';
import { type ArmAnswer, type ArmRequest, methodNotAllowed, pageOf, requireNewName, systemData } from './armAnswer';
import { parsePipeline } from './parsePipeline';
import type { Pipeline, PipelineKind } from './resources';

/** Export and import pipelines: PUT, GET, list, DELETE, all synchronous as recorded from the service. */
export function answerPipelines(request: ArmRequest, kind: PipelineKind): ArmAnswer {
  const { registry, path, apiVersion, method } = request;
  const store = registry[kind];
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
    case 'PUT': {
      requireNewName(path.name);
      const pipeline: Pipeline = {
        kind,
        id: `${registry.id}/${kind}/${path.name}`,
        name: path.name,
        ...parsePipeline(kind, request.body, {
          apiVersion,
          platform: request.platform,
          ...(found ? { before: found } : {}),
        }),
        systemData: systemData(request, found?.systemData),
      };
      store.save(pipeline);
      return { status: 200, body: describePipeline(pipeline, apiVersion) };
    }
    case 'DELETE':
      return { status: store.delete(path.name) ? 200 : 204 };
    default:
      throw methodNotAllowed(request);
  }
}

function notFound(request: ArmRequest, kind: PipelineKind, name: string) {
  const type = `Microsoft.ContainerRegistry/registries/${request.registry.name}/${kind}`;
  return resourceNotFound(type, name, request.registry.resourceGroup);
}

function describePipeline(pipeline: Pipeline, apiVersion: string): unknown {
  const { kind, id, name, location, identity, options, sourceTrigger } = pipeline;
  const { storageAccessMode, ...rest } = pipeline.container;
  const container = knowsAccessMode(apiVersion) ? { ...rest, storageAccessMode } : rest;
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
      provisioningState: 'Succeeded',
    },
  };
}

import type { RunEngine } from '../runs/runEngine';
import { answerPipelineOperation, answerPipelines } from './answerPipelines';
import { answerReplications } from './answerReplications';
import { answerOperation, answerRuns } from './answerRuns';
import { type ArmAnswer, type ArmRequest, methodNotAllowed, pageOf } from './armAnswer';
import { ArmError, resourceNotFound } from './armError';
import { asObject } from './parsePipeline';
import { describeRegistry, type EmulatedRegistry } from './emulatedRegistry';

/** Finds the registry and the resource that a request is for. @throws ArmError when there is none. */
export function routeArm(
  request: Omit<ArmRequest, 'registry'>,
  registries: EmulatedRegistry[],
  engine: RunEngine,
): ArmAnswer {
  const { path } = request;
  const inSubscription = registries.filter((registry) => same(registry.subscriptionId, path.subscriptionId));
  if (inSubscription.length === 0) {
    throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${path.subscriptionId}' could not be found.`);
  }
  const { resourceGroup } = path;
  const inGroup =
    resourceGroup === undefined
      ? inSubscription
      : inSubscription.filter((registry) => same(registry.resourceGroup, resourceGroup));
  if (inGroup.length === 0) {
    throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${resourceGroup}' could not be found.`);
  }
  const { registry: name } = path;
  if (name === undefined) {
    const body = pageOf(
      inGroup.map((each) => describeRegistry(each, request.apiVersion)),
      request.url,
      request.admin.settings.pageSize,
    );
    return { status: 200, body };
  }
  const registry = inGroup.find((each) => same(each.name, name));
  if (!registry) throw resourceNotFound('Microsoft.ContainerRegistry/registries', name, resourceGroup ?? '');
  return answerRegistry({ ...request, registry }, engine);
}

function answerRegistry(request: ArmRequest, engine: RunEngine): ArmAnswer {
  const { collection, operationId } = request.path;
  if (operationId !== undefined) {
    const isOfPipeline = collection === 'exportPipelines' || collection === 'importPipelines';
    return isOfPipeline ? answerPipelineOperation(request, collection) : answerOperation(request, engine);
  }
  if (collection === 'pipelineRuns') return answerRuns(request, engine);
  if (collection === 'replications') return answerReplications(request);
  if (collection !== undefined) return answerPipelines(request, collection);
  return answerProperties(request);
}

/** The registry itself: it is there, and can be changed. */
function answerProperties({ method, body, registry, ...request }: ArmRequest): ArmAnswer {
  if (method === 'PATCH' || method === 'PUT') registry.properties.change(asObject(body, 'The request body'));
  else if (method !== 'GET') throw methodNotAllowed({ method, body, registry, ...request });
  return { status: 200, body: describeRegistry(registry, request.apiVersion) };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

import { decodeOrKeep } from '../http/routeTable';
import { answerUnknown, type DurableApiRequest } from './durableApiRequest';
import { answerEntities } from './answerEntities';
import { INSTANCE_OPERATIONS, purgeInstance, purgeInstances } from './instanceOperations';
import { answerList, answerStatus } from './answerInstances';
import { RPC_PATH, WEBHOOK_PATH } from './durableApiUrls';
import { startInstance } from './startInstance';

/** Finds the part of a path that belongs to the durable management API, decoded; undefined when none does. */
export function durableApiSegments(path: string): { rpc: boolean; segments: string[] } | undefined {
  for (const prefix of [WEBHOOK_PATH, RPC_PATH]) {
    const rest = path.slice(prefix.length);
    if (path.slice(0, prefix.length).toLowerCase() !== prefix || !/^(\/|$)/.test(rest)) continue;
    const segments = rest.split('/').filter((part) => part !== '');
    return { rpc: prefix === RPC_PATH, segments: segments.map((part) => decodeOrKeep(part)) };
  }
  return undefined;
}

/**
 * Answers the durable extension's HTTP management API:
 * https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api
 */
export async function answerDurableApi(context: DurableApiRequest): Promise<void> {
  const { request, response, segments } = context;
  const [area = '', instanceId, operation] = segments;
  // An encoded slash has been decoded by now; no instance, function or entity has one in its name.
  if (segments.some((segment) => segment.includes('/'))) return answerUnknown(response);
  switch (area.toLowerCase()) {
    case 'orchestrators':
      return startInstance(context);
    case 'entities':
      return segments.length <= 3 ? answerEntities(context) : answerUnknown(response);
    case 'instances':
      break;
    default:
      return answerUnknown(response);
  }
  if (instanceId === undefined) {
    if (request.method === 'GET') return answerList(context);
    if (request.method === 'DELETE') return purgeInstances(context);
    return answerUnknown(response);
  }
  if (operation === undefined) {
    if (request.method === 'GET') return answerStatus(context, instanceId);
    if (request.method === 'DELETE') return purgeInstance(context, instanceId);
    return answerUnknown(response);
  }
  const change = request.method === 'POST' ? INSTANCE_OPERATIONS.get(operation.toLowerCase()) : undefined;
  return change ? change(context, instanceId) : answerUnknown(response);
}

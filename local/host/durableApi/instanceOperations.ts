import { isFinal } from '../durable/instances/instanceState';
import type { OperationOutcome } from '../durable/taskHub';
import { answerNothing } from '../http/answerRpcHttp';
import { answerSized } from '../http/answerSized';
import { readHostBody } from '../http/readHostBody';
import { answerCheckStatus, answerStartFailure } from './startInstance';
import {
  answerException,
  answerInvalidJson,
  answerUnknown,
  ARGUMENT_EXCEPTION,
  dateParameter,
  booleanParameter,
  SOMETHING_WRONG,
  statusFilter,
  type DurableApiRequest,
} from './durableApiRequest';

type InstanceOperation = (context: DurableApiRequest, instanceId: string) => Promise<void>;

/** `POST instances/ID/OPERATION`, by the operation's name in lower case. */
export const INSTANCE_OPERATIONS: ReadonlyMap<string, InstanceOperation> = new Map<string, InstanceOperation>([
  ['raiseevent', raiseEvent],
  ['terminate', (context, id) => change(context, id, 'terminate')],
  ['suspend', (context, id) => change(context, id, 'suspend')],
  ['resume', (context, id) => change(context, id, 'resume')],
  ['rewind', (context, id) => change(context, id, 'rewind')],
  ['restart', restart],
]);

async function change(
  context: DurableApiRequest,
  instanceId: string,
  operation: 'terminate' | 'suspend' | 'resume' | 'rewind',
): Promise<void> {
  const reason = context.url.searchParams.get('reason') ?? '';
  const outcome = await context.hub[operation](instanceId, reason);
  if (operation === 'rewind' && (outcome === 'finished' || outcome === 'invalidState')) {
    return answerNothing(context.response, 412);
  }
  if (outcome !== 'invalidState') return answerOutcome(context, outcome);
  const state = (await context.hub.status(instanceId))?.runtimeStatus;
  answerException(context.response, 500, {
    message: SOMETHING_WRONG,
    exception: `Cannot ${operation} the orchestration instance ${instanceId} because instance is in the ${state} state.`,
    type: 'System.InvalidOperationException',
  });
}

async function raiseEvent(context: DurableApiRequest, instanceId: string): Promise<void> {
  const { hub, request, response, segments } = context;
  const eventName = segments[3];
  if (!eventName) return answerUnknown(response);
  const status = await hub.status(instanceId, { showInput: false });
  if (!status) return answerUnknown(response);
  if (isFinal(status.runtimeStatus)) return answerNothing(response, 410);
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return answerSized(response, 400, { Message: 'Only application/json request content is supported' });
  }
  const text = (await readHostBody(request)).toString('utf8');
  let data: string;
  try {
    data = JSON.stringify(JSON.parse(text));
  } catch (error) {
    const detail = text === '' ? "Error reading JToken from JsonReader. Path '', line 0, position 0." : undefined;
    return answerInvalidJson(response, detail ?? (error as Error).message);
  }
  answerOutcome(context, await hub.raiseEvent(instanceId, eventName, data));
}

async function restart(context: DurableApiRequest, instanceId: string): Promise<void> {
  try {
    const id = await context.hub.restart(instanceId, booleanParameter(context.url, 'restartWithNewInstanceId', true));
    if (id !== undefined) return answerCheckStatus(context, id);
  } catch (error) {
    return answerStartFailure(context, error);
  }
  answerException(context.response, 400, {
    message: 'InstanceId does not match a valid orchestration instance.',
    exception: `An orchestrastion with the instanceId ${instanceId} was not found.`,
    type: ARGUMENT_EXCEPTION,
  });
}

/** `DELETE instances/ID` */
export async function purgeInstance({ hub, response }: DurableApiRequest, instanceId: string): Promise<void> {
  answerDeleted(response, await hub.purge(instanceId));
}

/** `DELETE instances?createdTimeFrom=…` */
export async function purgeInstances({ hub, response, url }: DurableApiRequest): Promise<void> {
  const createdTimeFrom = dateParameter(url, 'createdTimeFrom');
  if (!createdTimeFrom) return answerSized(response, 400, "Please provide value for 'createdTimeFrom' parameter.");
  const createdTimeTo = dateParameter(url, 'createdTimeTo');
  const runtimeStatus = statusFilter(url);
  const deleted = await hub.purgeBy({
    createdTimeFrom,
    ...(createdTimeTo ? { createdTimeTo } : {}),
    ...(runtimeStatus ? { runtimeStatus } : {}),
  });
  answerDeleted(response, deleted);
}

function answerDeleted(response: DurableApiRequest['response'], instancesDeleted: number): void {
  if (instancesDeleted === 0) return answerUnknown(response);
  answerSized(response, 200, { instancesDeleted });
}

function answerOutcome({ response }: DurableApiRequest, outcome: OperationOutcome): void {
  answerNothing(response, outcome === 'accepted' ? 202 : outcome === 'finished' ? 410 : 404);
}

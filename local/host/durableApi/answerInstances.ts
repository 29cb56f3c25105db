import { isFinal } from '../durable/instances/instanceState';
import type { InstanceFilter } from '../durable/taskHub';
import { answerSized } from '../http/answerSized';
import {
  answerUnknown,
  dateParameter,
  booleanParameter,
  statusFilter,
  statusOptions,
  type DurableApiRequest,
} from './durableApiRequest';

const TOKEN_HEADER = 'x-ms-continuation-token';

/** `GET instances/ID` */
export async function answerStatus(
  { hub, request, response, url }: DurableApiRequest,
  instanceId: string,
): Promise<void> {
  const status = await hub.status(instanceId, statusOptions(url));
  if (!status) return answerUnknown(response);
  if (!isFinal(status.runtimeStatus)) {
    const location = `http://${request.headers.host}${request.url}`;
    return answerSized(response, 202, status, { location, 'retry-after': '5' });
  }
  const failed =
    status.runtimeStatus === 'Failed' && booleanParameter(url, 'returnInternalServerErrorOnFailure', false);
  answerSized(response, failed ? 500 : 200, status);
}

/** `GET instances` */
export async function answerList({ hub, request, response, url }: DurableApiRequest): Promise<void> {
  const token = request.headers[TOKEN_HEADER];
  const { instances, continuationToken } = await hub.list({
    ...filterOf(url),
    showInput: booleanParameter(url, 'showInput', true),
    ...(typeof token === 'string' && token.trim() !== '' ? { continuationToken: token } : {}),
  });
  answerSized(response, 200, instances, continuationToken ? { [TOKEN_HEADER]: continuationToken } : {});
}

function filterOf(url: URL): InstanceFilter {
  const top = url.searchParams.get('top');
  const prefix = url.searchParams.get('instanceIdPrefix');
  const createdTimeFrom = dateParameter(url, 'createdTimeFrom');
  const createdTimeTo = dateParameter(url, 'createdTimeTo');
  const runtimeStatus = statusFilter(url);
  return {
    ...(top !== null && /^\d+$/.test(top) ? { top: Number(top) } : {}),
    ...(prefix ? { instanceIdPrefix: prefix } : {}),
    ...(createdTimeFrom ? { createdTimeFrom } : {}),
    ...(createdTimeTo ? { createdTimeTo } : {}),
    ...(runtimeStatus ? { runtimeStatus } : {}),
  };
}

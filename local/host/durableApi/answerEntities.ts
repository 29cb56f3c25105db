import type { TaskHub } from '../durable/taskHub';
import { answerNothing } from '../http/answerRpcHttp';
import { answerSized } from '../http/answerSized';
import { answerUnknown, booleanParameter, readJsonText, type DurableApiRequest } from './durableApiRequest';

/** `GET entities[/NAME]`, `GET entities/NAME/KEY`, `POST entities/NAME/KEY?op=OPERATION` */
export async function answerEntities(context: DurableApiRequest): Promise<void> {
  const { hub, request, response, segments, url } = context;
  const [, name, key] = segments;
  if (request.method === 'GET') {
    if (name === undefined || key === undefined) return listEntities(context, name);
    const state = await hub.readEntity(entityId(name, key));
    if (state === undefined) return answerUnknown(response);
    return answerSized(response, 200, JSON.parse(state));
  }
  if (request.method !== 'POST' || name === undefined || key === undefined) return answerUnknown(response);
  if (!context.app.find(name, 'entityTrigger')) {
    const known = context.app.functions('entityTrigger').map((entry) => `'${entry.name.toLowerCase()}'`);
    return answerSized(response, 400, {
      Message:
        `The function '${name}' doesn't exist, is disabled, or is not an entity function. Additional info: ` +
        `The following are the known entity functions: ${known.join(', ')}.`,
    });
  }
  const text = await readJsonText(context);
  if (text === undefined) return;
  await hub.signalEntity(entityId(name, key), url.searchParams.get('op') ?? '', text === '' ? null : text);
  answerNothing(response, 202);
}

async function listEntities({ hub, response, url }: DurableApiRequest, name: string | undefined): Promise<void> {
  const instanceIdPrefix = name === undefined ? '@' : `@${name.toLowerCase()}@`;
  const { instances } = await hub.list({ instanceIdPrefix, showInput: false });
  const withState = booleanParameter(url, 'fetchState', false);
  const entities = instances.map(async ({ instanceId, lastUpdatedTime }) => {
    const [, entity = '', key = ''] = /^@([^@]*)@(.*)$/s.exec(instanceId) ?? [];
    const state = withState ? await readState(hub, instanceId) : null;
    return { entityId: { name: entity, key }, lastOperationTime: lastUpdatedTime, state };
  });
  answerSized(response, 200, await Promise.all(entities));
}

async function readState(hub: TaskHub, id: string): Promise<unknown> {
  const text = await hub.readEntity(id);
  return text === undefined ? null : JSON.parse(text);
}

function entityId(name: string, key: string): string {
  return `@${name.toLowerCase()}@${key}`;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvokeFunction } from '../app/invokeFunction';
import { readBody } from '../../http/answer';
import { answerNothing, answerRpcHttp } from './answerRpcHttp';
import type { RouteMatch } from './routeTable';
import { rpcHttpRequest } from './rpcHttpRequest';

/** The real host's limit for a request body. */
const BODY_LIMIT = 100 * 1024 * 1024;

/** Invokes an HTTP function and answers: 413 for a body above 100 MB, 204 for undefined or null, an empty 500 for a throw. */
export async function answerHttpTrigger(
  invoke: InvokeFunction,
  match: RouteMatch,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readWithinLimit(request);
  if (!body) {
    response.setHeader('connection', 'close');
    return answerNothing(response, 413);
  }
  const { http, triggerMetadata } = rpcHttpRequest(request, url, match.params, body);
  const { entry } = match;
  try {
    const answer = await invoke(entry, {
      inputs: [{ name: entry.trigger.name, data: { http } }],
      triggerMetadata,
    });
    const result = answer.returnValue?.http ?? outputNamed(entry.metadata.bindings, answer.outputData ?? []);
    if (result) answerRpcHttp(response, result);
    else answerNothing(response, 204);
  } catch {
    answerNothing(response, 500);
  }
}

function outputNamed(bindings: Record<string, { type: string }>, outputs: { name: string; data: { http?: object } }[]) {
  return outputs.find(({ name }) => bindings[name]?.type.toLowerCase() === 'http')?.data.http;
}

async function readWithinLimit(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return undefined;
  try {
    return await readBody(request, BODY_LIMIT);
  } catch {
    return undefined;
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InvokeFunction } from '../app/invokeFunction';
import { answerNothing, answerRpcHttp } from './answerRpcHttp';
import { readHostBody } from './readHostBody';
import type { RouteMatch } from './routeTable';
import { rpcHttpRequest } from './rpcHttpRequest';

/** Invokes an HTTP function and answers: 204 for undefined or null, an empty 500 for a throw. */
export async function answerHttpTrigger(
  invoke: InvokeFunction,
  match: RouteMatch,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readHostBody(request);
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

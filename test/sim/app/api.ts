import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import { API, bindOperation } from '../../../src/functions/http/api';
import type { ApiDependencies } from '../../../src/functions/http/dependencies';
import type { DrainView } from '../../../src/functions/http/schemas/drainView';
import type { TransferView } from '../../../src/functions/http/schemas/transferView';

/** What a caller gets to an HTTP request. */
export interface Answer<Body = TransferView> {
  status: number;
  body: Body;
}

/** The app's HTTP API, as callers reach it. */
export interface Api {
  post(key: string, body: object): Promise<Answer>;
  get(id: string): Promise<Answer>;
  cancel(id: string): Promise<Answer>;
  list(): Promise<Answer>;
  cleanUp(): Promise<Answer>;
  drain(): Promise<Answer<DrainView>>;
  getDrain(): Promise<Answer<DrainView>>;
  endDrain(): Promise<Answer<DrainView>>;
}

interface App {
  deps: ApiDependencies;
  logs: string[];
}

/** The API of one life of the app. */
export function createApiOf({ deps, logs }: App): Api {
  const handlers = new Map(API.map((operation) => [operation.name, bindOperation(deps, operation)]));

  async function send<Body = TransferView>(
    name: string,
    path: string,
    { id, key, body }: { id?: string; key?: string; body?: object },
  ): Promise<Answer<Body>> {
    const operation = API.find((one) => one.name === name);
    const request = new HttpRequest({
      method: operation?.method ?? 'GET',
      url: `https://app.example/api${path}`,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      ...(id !== undefined && { params: { id } }),
      ...(body && { body: { string: JSON.stringify(body) } }),
    });
    const logHandler = (_level: unknown, ...args: unknown[]): number => logs.push(args.join(' '));
    const context = new InvocationContext({ invocationId: 'call', functionName: name, logHandler });
    const { status = 200, jsonBody, body: text } = (await handlers.get(name)?.(request, context)) as HttpResponseInit;
    return { status, body: (jsonBody ?? JSON.parse(String(text))) as Body };
  }

  return {
    post: (key, body) => send('startTransfer', '/transfers', { key, body }),
    get: (id) => send('getTransfer', `/transfers/${id}`, { id }),
    cancel: (id) => send('cancelTransfer', `/transfers/${id}/cancel`, { id }),
    list: () => send('listTransfers', '/transfers', {}),
    cleanUp: () => send('startCleanup', '/cleanups', { body: {} }),
    drain: () => send('beginDrain', '/drain', { body: { reason: 'upgrade' } }),
    getDrain: () => send('getDrain', '/drain', {}),
    endDrain: () => send('endDrain', '/drain/end', {}),
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Admin } from './createAdmin';
import type { FaultAction, StepInfo } from './faultRule';
import type { RequestRecord } from './requestLog';

/**
 * Takes a request through its step's hold and faults.
 *
 * Answers true when the request may be served, false when the gate has answered it or cut it off.
 */
export type RequestGate = (request: IncomingMessage, response: ServerResponse, step: string) => Promise<boolean>;

/** The part of a log record that only the server of a plane knows. */
type Details = Partial<Omit<RequestRecord, 'plane' | 'step' | 'method' | 'path' | 'status'>>;

/**
 * A gate for one plane of the stack; every request that comes to it is written to the request log when it ends.
 *
 * @param options.registry the registry's name, for a plane that belongs to one.
 * @param options.describe what else a request's record and its matching should hold.
 * @param options.errorBody the plane's form of an error document, for faults that bring none.
 */
export function createRequestGate(
  admin: Admin,
  options: {
    plane: RequestRecord['plane'];
    registry?: string;
    describe?: (request: IncomingMessage) => Details;
    errorBody?: (status: number) => { contentType: string; text: string };
    /** Called with the fault that strikes while the request is served. */
    onServed?: (request: IncomingMessage, fault: FaultAction) => void;
  },
): RequestGate {
  return async (request, response, step) => {
    const method = request.method ?? 'GET';
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const details: Details = {
      ...(options.registry === undefined ? {} : { registry: options.registry }),
      ...options.describe?.(request),
    };
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : 0;
      admin.requests.add({ plane: options.plane, step, method, path, status, ...details });
    });
    const info: StepInfo = { method, path, ...(details.registry === undefined ? {} : { registry: details.registry }) };
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const fault = await admin.passes(step, info, gone.signal);
    if (gone.signal.aborted) return false;
    if (fault === undefined) return true;
    options.onServed?.(request, fault);
    return meetFault(fault, request, response, options.errorBody);
  };
}

function meetFault(
  fault: FaultAction,
  request: IncomingMessage,
  response: ServerResponse,
  errorBody?: (status: number) => { contentType: string; text: string },
): boolean {
  switch (fault.type) {
    case 'answer': {
      request.resume();
      const own = errorBody?.(fault.status) ?? { contentType: 'application/json', text: '' };
      const text = fault.body === undefined ? own.text : stringify(fault.body);
      const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      response.writeHead(fault.status, { 'content-type': own.contentType, ...retry, ...fault.headers });
      response.end(request.method === 'HEAD' ? undefined : text);
      return false;
    }
    case 'drop':
      response.destroy();
      return false;
    case 'loseAnswer':
      swallowAnswer(response);
      return true;
    default:
      return true;
  }
}

function stringify(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Lets the handler work as ever, sends nothing, and cuts the connection when it says that it is done. */
function swallowAnswer(response: ServerResponse): void {
  const connection = response.socket as Socket;
  const lose = (): ServerResponse => {
    connection.destroy();
    return response;
  };
  const swallow = (...args: unknown[]): boolean => {
    const done = args.find((each) => typeof each === 'function') as (() => void) | undefined;
    if (done) setImmediate(done);
    return true;
  };
  Object.assign(response, { end: lose, write: swallow, flushHeaders: () => undefined });
}

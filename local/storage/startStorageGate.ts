import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Admin } from '../admin/createAdmin';
import { createRequestGate } from '../admin/createRequestGate';
import type { FaultAction } from '../admin/faultRule';
import { refuseMalformed, type RunningServer, startServer, type TlsFiles } from '../http/startServer';
import { corrupted, corruptedHeaders, cutInHalf } from './bodyFaults';
import { describeStorageOperation } from './storageOperation';

/**
 * A TLS proxy in front of Azurite that counts, holds, fails and falsifies requests by operation (`storage.PutBlockFromURL`, …).
 *
 * `Host` goes through unchanged: Azurite compares it with a copy source's. Both directions are streamed. Neither
 * queries (signatures) nor headers are ever written down.
 *
 * @param options.port 0 takes any free port. @param options.tls also Azurite's own certificate.
 * @param options.upstreamPort where Azurite listens with TLS on 127.0.0.1.
 */
export async function startStorageGate(options: {
  port: number;
  tls: TlsFiles;
  upstreamPort: number;
  admin: Admin;
}): Promise<RunningServer> {
  const agent = new https.Agent({ keepAlive: true, ca: options.tls.cert });
  const describe = (request: IncomingMessage) => describeRequest(request).target;
  const faults = new WeakMap<IncomingMessage, FaultAction['type']>();
  const onServed = (request: IncomingMessage, { type }: FaultAction) => faults.set(request, type);
  const gate = createRequestGate(options.admin, { plane: 'storage', describe, errorBody: storageError, onServed });
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!(await gate(request, response, `storage.${describeRequest(request).name}`))) return;
    await forward(request, response, { agent, port: options.upstreamPort }, faults.get(request));
  };
  const refuse = (request: IncomingMessage) => refuseMalformed(request, 'emptyNames');
  const server = await startServer({ name: 'Storage gate', port: options.port, tls: options.tls, listener, refuse });
  return {
    origin: server.origin,
    close: async () => {
      await server.close();
      agent.destroy();
    },
  };
}

function describeRequest(request: IncomingMessage) {
  return describeStorageOperation(request.method ?? 'GET', request.url ?? '/', request.headers);
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: { agent: https.Agent; port: number },
  fault: FaultAction['type'] | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = https.request({
      host: '127.0.0.1',
      servername: 'localhost',
      port: upstream.port,
      agent: upstream.agent,
      method: request.method,
      path: request.url,
      headers: request.headers,
    });
    const cut = (): void => {
      outgoing.destroy();
      response.destroy();
      resolve();
    };
    outgoing.on('error', cut);
    outgoing.on('response', (incoming) => {
      const corrupt = fault === 'corruptAnswer';
      response.writeHead(incoming.statusCode ?? 502, corrupt ? corruptedHeaders(incoming) : incoming.headers);
      const bodyFault = corrupt ? corrupted() : fault === 'cutAnswer' ? cutInHalf(incoming) : undefined;
      pipeline(bodyFault ? [incoming, bodyFault, response] : [incoming, response]).then(() => resolve(), cut);
    });
    response.once('close', () => {
      if (!response.writableFinished) cut();
    });
    pipeline(fault === 'corruptRequest' ? [request, corrupted(), outgoing] : [request, outgoing]).catch(cut);
  });
}

function storageError(status: number): { contentType: string; text: string } {
  const code = status === 503 ? 'ServerBusy' : status === 429 ? 'TooManyRequests' : `Status${status}`;
  const message = 'A fault that was set on the local stack (/admin/faults) made this request fail.';
  return {
    contentType: 'application/xml',
    text: `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

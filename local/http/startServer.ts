import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { malformedRequest } from './malformedRequest';

/** A key and certificate in PEM form. */
export interface TlsFiles {
  key: string;
  cert: string;
}

export interface RunningServer {
  /** `http://127.0.0.1:5003` */
  origin: string;
  /** Stops listening and ends every open connection. */
  close(): Promise<void>;
}

export type RequestListener = (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>;

/** An answer to a request that does not reach the listener; the connection is closed after it. */
export interface Refusal {
  status: number;
  /** May be empty. */
  text: string;
  headers?: Record<string, string>;
}

/**
 * After how long an idle connection is closed: Kestrel's default. With Node's five seconds, on a machine that is busy, a client
 * would often send its next request on a connection that is just being closed.
 */
const IDLE_MS = 130_000;

/**
 * Listens on 127.0.0.1, over TLS when `tls` is given; port 0 takes any free one.
 *
 * What `refuse` answers never reaches the listener; by default that is a malformed Host header or path, with 400.
 * When the listener rejects, the request is answered with 500 and the error's message; where the answer has begun
 * already, the connection is ended.
 *
 * @throws Error naming the port and the next step when the port is taken.
 */
export async function startServer(options: {
  name: string;
  port: number;
  tls?: TlsFiles;
  listener: RequestListener;
  refuse?: (request: http.IncomingMessage) => Refusal | undefined;
  /** How long request line and headers may be together, in bytes; default Node's own. Above it the answer is 431. */
  maxHeadBytes?: number;
}): Promise<RunningServer> {
  const { name, port, tls, listener, maxHeadBytes } = options;
  const refuse = options.refuse ?? ((request: http.IncomingMessage) => refuseMalformed(request));
  const onRequest = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const refusal = refuse(request);
    if (refusal) return answerRefusal(name, response, refusal);
    listener(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    });
  };
  const rules = {
    // `refuse` sees to it.
    requireHostHeader: false,
    ...(maxHeadBytes === undefined ? {} : { maxHeaderSize: maxHeadBytes }),
  };
  const server = tls ? https.createServer({ ...rules, ...tls }, onRequest) : http.createServer(rules, onRequest);
  // Kestrel ignores expectations that it does not know; Node by itself answers 417.
  server.on('checkExpectation', onRequest);
  server.requestTimeout = 0;
  server.keepAliveTimeout = IDLE_MS;
  // Otherwise headers beyond Node's own limit are dropped without a word.
  server.maxHeadersCount = 0;
  const sockets = new Set<Socket>();
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await listen(server, name, port);
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Refuses with 400 what is malformed. @param allowed as for `malformedRequest`. */
export function refuseMalformed(
  request: http.IncomingMessage,
  allowed?: Parameters<typeof malformedRequest>[1],
): Refusal | undefined {
  const text = malformedRequest(request, allowed);
  return text === undefined ? undefined : { status: 400, text };
}

function answerRefusal(name: string, response: http.ServerResponse, { status, text, headers }: Refusal): void {
  const body = text === '' ? '' : `${name}: ${text}\n`;
  const type = body === '' ? {} : { 'content-type': 'text/plain; charset=utf-8' };
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, { ...headers, ...type, 'content-length': length, connection: 'close' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function listen(server: http.Server, name: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? portInUse(name, port) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

/** The error of a part of the stack, called `name`, whose port another process uses; it names the next step. */
export function portInUse(name: string, port: number): Error {
  const next = 'Stop the process that uses it, or choose other ports with --port-offset (FERRY_LOCAL_PORT_OFFSET).';
  return new Error(`${name} cannot listen on 127.0.0.1: port ${port} is in use. ${next}`);
}

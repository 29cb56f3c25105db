import http from 'node:http';
import https from 'node:https';
import { secretsIn } from './findSecrets';

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as it is when a string or bytes, else as JSON. */
  body?: unknown;
  /** PEM of the certificate to trust. */
  ca?: string;
}

export interface Answer<T = unknown> {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** Undefined when the text is not JSON. */
  json: T | undefined;
}

/** What the app's API answered with a secret in it, since the suite began: `Bearer in the answer to GET /api/routes`. */
export const LEAKING_ANSWERS: string[] = [];

/** Looks through an answer of the app's API. @param asked  as `GET /api/routes` */
export function hear(asked: string, text: string): void {
  LEAKING_ANSWERS.push(...secretsIn(text).map((what) => `${what} in the answer to ${asked}`));
}

/** Sends one request on a connection of its own. */
export function request<T = unknown>(url: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const { method = 'GET', body, ca } = options;
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const payload = body === undefined ? undefined : raw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const headers = {
    ...(payload && !raw && { 'content-type': 'application/json' }),
    // Node frames the body of a DELETE only when it is told its length.
    ...(payload && { 'content-length': String(payload.length) }),
    ...options.headers,
  };
  const { request: send } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method, headers, agent: false, ...(ca === undefined ? {} : { ca }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const { pathname } = new URL(url);
        if (pathname.startsWith('/api/')) hear(`${method} ${pathname}`, text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse<T>(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

function parse<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}

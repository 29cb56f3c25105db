import http from 'node:http';
import https from 'node:https';

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The text as JSON; undefined when it is empty. */
  json: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** One request on a connection of its own; rejects when the connection ends without an answer. */
export function callHttp(
  method: string,
  url: string,
  options: { ca?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<HttpAnswer> {
  const { ca, body } = options;
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) };
  const headers = { ...length, ...options.headers };
  return new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const request = client.request(url, { method, headers, agent: false, ...(ca === undefined ? {} : { ca }) });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined,
        }),
      );
    });
    request.end(payload);
  });
}

/** Resolves when `condition` holds; it is asked every few milliseconds, and the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

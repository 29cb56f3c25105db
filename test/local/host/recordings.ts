import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';

const FOLDER = path.resolve(__dirname, '../../fixtures/functions-host');

export interface RecordedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

export interface RecordedAnswer {
  status: number;
  headers: Record<string, string>;
  bodyIsJson: boolean;
  body: unknown;
}

export interface RecordedExchange {
  label: string;
  request: RecordedRequest;
  response: RecordedAnswer;
  clientCall?: { op: string; args: unknown[] };
  returned?: unknown;
  threw?: { name: string; message: string };
  ctor?: string;
}

export function readRecording<T>(name: string): T {
  return JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as T;
}

export interface HostAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Sends a request exactly as given: fetch would add headers and refuse some methods. */
export function send(origin: string, request: RecordedRequest): Promise<HostAnswer> {
  const { method, path: target, headers, body } = request;
  const url = new URL(origin);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: url.hostname, port: url.port, method, path: target, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}

/** Replaces what differs from one recording to the next: addresses, keys, times, generated ids. */
export function normalise(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replace(/http:\/\/(127\.0\.0\.1|localhost):\d+/g, 'http://host')
    .replace(/code=[\w-]{20,}|code=<key>/g, 'code=<key>')
    .replace(/\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, '<time>');
  return JSON.parse(text) as unknown;
}

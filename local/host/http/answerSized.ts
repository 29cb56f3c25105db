import type { ServerResponse } from 'node:http';
import { answerJson } from '../../http/answer';

/** Answers with JSON and its length: the host's own routes never answer in chunks. */
export function answerSized(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const length = Buffer.byteLength(JSON.stringify(body));
  answerJson(response, status, body, { 'content-length': String(length), ...headers });
}

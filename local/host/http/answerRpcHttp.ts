import type { ServerResponse } from 'node:http';
import type { RpcCookie, RpcHttp } from '../app/coreTypes';

/** Headers that the server sets itself. */
const OWN_HEADERS = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive']);

/** Answers with a function's HTTP response: an empty body has a length of 0, any other is chunked, as in the real host. */
export function answerRpcHttp(response: ServerResponse, http: RpcHttp): void {
  const status = Number(http.statusCode ?? 200);
  for (const [name, value] of Object.entries(http.headers ?? {})) {
    if (!OWN_HEADERS.has(name.toLowerCase())) response.setHeader(name, value);
  }
  const cookies = (http.cookies ?? []).map(formatCookie);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  const bytes = bodyBytes(http);
  if (bytes.length === 0) return answerNothing(response, status);
  response.writeHead(status);
  response.end(bytes);
}

/** Answers without a body. */
export function answerNothing(response: ServerResponse, status: number): void {
  const bodyless = status === 204 || status === 304 || response.req.method === 'HEAD';
  if (!bodyless) response.setHeader('content-length', '0');
  response.writeHead(status);
  response.end();
}

function bodyBytes(http: RpcHttp): Buffer {
  const { body } = http;
  if (body?.bytes) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? '');
}

function formatCookie(cookie: RpcCookie): string {
  const parts = [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`];
  if (cookie.expires) parts.push(`expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`);
  if (cookie.maxAge) parts.push(`max-age=${cookie.maxAge.value}`);
  if (cookie.domain) parts.push(`domain=${cookie.domain.value}`);
  parts.push(`path=${cookie.path?.value ?? '/'}`);
  if (cookie.secure?.value) parts.push('secure');
  const sameSite =
    cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite === 'none' ? undefined : cookie.sameSite;
  if (sameSite) parts.push(`samesite=${sameSite}`);
  if (cookie.httpOnly?.value) parts.push('httponly');
  return parts.join('; ');
}

import type { IncomingMessage } from 'node:http';
import type { RpcHttp, TypedData } from '../app/coreTypes';

/** Makes the worker's form of an HTTP request. `url` is absolute; `params` are the route's. */
export function rpcHttpRequest(
  request: IncomingMessage,
  url: URL,
  params: Record<string, string>,
  body: Buffer,
): { http: RpcHttp; triggerMetadata: Record<string, TypedData> } {
  const query = joinedQuery(url);
  const http: RpcHttp = {
    method: request.method ?? 'GET',
    url: url.href,
    nullableHeaders: nullable(joinedHeaders(request)),
    nullableParams: nullable(params),
    nullableQuery: nullable(query),
    body: hasLength(request) && body.length > 0 ? { bytes: body } : null,
  };
  return { http, triggerMetadata: triggerMetadata(request, url, params) };
}

/** The real host hands on a body only when its length was announced: one sent in chunks arrives empty. */
function hasLength(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > 0;
}

/** Repeated keys arrive joined by commas, as the real host sends them. */
function joinedQuery(url: URL): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const key of url.searchParams.keys()) joined[key] = url.searchParams.getAll(key).join(',');
  return joined;
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of sentHeaders(request)) {
    const before = joined[name.toLowerCase()];
    joined[name.toLowerCase()] = before === undefined ? value : `${before},${value}`;
  }
  return joined;
}

/** Names and values as they were sent. Kestrel reads them as UTF-8, Node as one character a byte. */
function sentHeaders({ rawHeaders }: IncomingMessage): [string, string][] {
  const texts = rawHeaders.map((text) => Buffer.from(text, 'latin1').toString('utf8'));
  return texts.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : []));
}

function triggerMetadata(
  request: IncomingMessage,
  url: URL,
  params: Record<string, string>,
): Record<string, TypedData> {
  const last = Object.fromEntries(url.searchParams);
  const headers = Object.fromEntries(sentHeaders(request));
  const metadata: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries({ ...last, ...params })) metadata[name] = { string: value };
  return { ...metadata, Query: { json: JSON.stringify(last) }, Headers: { json: JSON.stringify(headers) } };
}

function nullable(values: Record<string, string>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

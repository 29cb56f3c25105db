import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { hostHeaders, isHostHeaderValid } from '../../http/hostHeader';
import type { Refusal } from '../../http/startServer';

/** Kestrel's limits: learn.microsoft.com/dotnet/api/microsoft.aspnetcore.server.kestrel.core.kestrelserverlimits */
const REQUEST_LINE_BYTES = 8192;
const HEADERS_BYTES = 32_768;
const HEADERS_COUNT = 100;

/** How much of a request is read before it is refused: enough to tell a long request line from long headers. */
export const MAX_HEAD_BYTES = 1024 * 1024;

/**
 * Refuses, as Kestrel does and with an empty body, what never reaches the real host: 414 for a long request line, 431
 * for too many or too large headers, 400 for a malformed target, Host header or header value, 405 for a `*` that is not
 * of OPTIONS.
 */
export function kestrelRefusal(request: IncomingMessage): Refusal | undefined {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  // Node hands out one character for every byte.
  if (`${method} ${url} HTTP/${httpVersion}\r\n`.length > REQUEST_LINE_BYTES) return empty(414);
  if (url === '*' && method !== 'OPTIONS') return { ...empty(405), headers: { allow: 'OPTIONS' } };
  if (!isTargetValid(url)) return empty(400);
  if (rawHeaders.length / 2 > HEADERS_COUNT || headersLength(rawHeaders) > HEADERS_BYTES) return empty(431);
  if (!rawHeaders.every((text) => isUtf8(Buffer.from(text, 'latin1')))) return empty(400);
  return isHostAsDemanded(request) ? undefined : empty(400);
}

function empty(status: number): Refusal {
  return { status, text: '' };
}

function isTargetValid(url: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (/[^\u0001-\u007f]/.test(url) || /%00/.test(url.split('?')[0] ?? '')) return false;
  return url.startsWith('/') || url === '*' || URL.canParse(url);
}

/** Names and values, `: ` and an end of line each, and the empty line after them. */
function headersLength(rawHeaders: readonly string[]): number {
  return rawHeaders.reduce((sum, text) => sum + text.length + 2, 2);
}

function isHostAsDemanded({ url = '', httpVersion, rawHeaders }: IncomingMessage): boolean {
  const hosts = hostHeaders(rawHeaders);
  const [host] = hosts;
  if (host === undefined) return httpVersion === '1.0';
  if (hosts.length > 1 || !isHostHeaderValid(host)) return false;
  if (url.startsWith('/') || url === '*') return true;
  // An absolute target must name the same host, its default port written out or not.
  const target = new URL(url);
  const port = target.protocol === 'https:' ? '443' : '80';
  return host === target.host || (target.port === '' && host === `${target.host}:${port}`);
}

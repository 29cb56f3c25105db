import type { IncomingMessage } from 'node:http';
import { hostHeaders, isHostHeaderValid } from './hostHeader';

/**
 * Says what is malformed in the Host header or the path of a request, in words; undefined when nothing is.
 *
 * Two slashes in a row are malformed, because an empty name is none.
 *
 * @param allowed what a service judges by itself: `emptyNames`, two slashes behind the first character, which may be part
 * of a blob's name; `names`, those and the percent-encoding too
 */
export function malformedRequest(request: IncomingMessage, allowed?: 'emptyNames' | 'names'): string | undefined {
  const hosts = hostHeaders(request.rawHeaders);
  const [host = ''] = hosts;
  if (hosts.length > 1) return `The Host header is given ${hosts.length} times; expected one.`;
  if (host === '' && request.httpVersion !== '1.0') return 'The Host header is missing.';
  if (host !== '' && !(isHostHeaderValid(host) && URL.canParse(`http://${host}`))) {
    return `The Host header ${JSON.stringify(host)} is malformed; expected a name or an address, as 127.0.0.1:5003.`;
  }
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (!path.startsWith('/')) return 'The request target is malformed; expected a path that begins with "/".';
  if (allowed ? path.startsWith('//') : path.includes('//')) {
    return 'The path holds two slashes in a row; expected a name between them.';
  }
  if (allowed !== 'names' && !isDecodable(path))
    return 'The path is malformed: its percent-encoding cannot be decoded.';
  return undefined;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

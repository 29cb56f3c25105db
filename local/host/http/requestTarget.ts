import type { IncomingMessage } from 'node:http';

/** Where a request goes, as Kestrel hands it on. */
export interface RequestTarget {
  /** Begins with a slash; dot segments are gone, whatever else is percent-encoded still is; empty for `*`. */
  path: string;
  url: URL;
}

/**
 * Reads the target of a request: a path, or a whole URL as proxies send it.
 *
 * @throws TypeError when the Host header makes no URL, a port above 65535 for instance.
 */
export function requestTarget(request: IncomingMessage): RequestTarget {
  const { url: raw = '/', headers } = request;
  const target = raw.startsWith('/') || raw === '*' ? raw : raw.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*\/?/i, '/');
  const [encoded = '', ...query] = target.split('?');
  const path = encoded === '*' ? '' : canonicalPath(encoded);
  const search = query.length > 0 ? `?${query.join('?')}` : '';
  return { path, url: new URL(`http://${headers.host || '127.0.0.1'}${path}${search}`) };
}

/**
 * Removes `.` and `..` from a path, written out or percent-encoded, as Kestrel's PathNormalizer does after decoding
 * (RFC 3986, 5.2.4). Letters, digits and `-._~` are decoded; an encoded slash stays part of its segment.
 */
export function canonicalPath(encoded: string): string {
  const path = encoded.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code;
  });
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    // What a dot segment at the end leaves is a folder.
    else if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}

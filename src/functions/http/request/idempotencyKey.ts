import type { HttpRequest } from '@azure/functions';
import { RequestInvalidError } from '../../../domain/failures/errors';

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * The Idempotency-Key of a request, or undefined when it has none. The Functions host hands on a header that was sent
 * twice as one, joined by a comma without a blank: such a comma is therefore in no key, but the same key twice is that key.
 *
 * @throws RequestInvalidError when it is empty, longer than 255 characters, not printable ASCII, or more than one
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function readIdempotencyKey(request: HttpRequest): string | undefined {
  const sent = request.headers.get('idempotency-key');
  if (sent === null) return undefined;
  const [first = '', ...others] = new Set(sent.split(',').map((part) => part.trim()));
  if (others.length > 0 && /,(?! )/.test(sent)) {
    throw refused('holds a comma without a blank, which also stands between two different keys');
  }
  const key = others.length > 0 ? sent : first;
  if (!KEY.test(key)) throw refused('is empty, too long, or has other than printable characters');
  return key;
}

function refused(problem: string): RequestInvalidError {
  const expected = '1 to 255 printable ASCII characters, with a blank after each comma';
  return new RequestInvalidError([{ path: 'headers.Idempotency-Key', problem, expected }]);
}

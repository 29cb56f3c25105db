import type { HttpRequest } from '@azure/functions';
import { RequestInvalidError } from '../../domain/failures/errors';

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/**
 * The Idempotency-Key of a request, or undefined when it has none.
 *
 * @throws RequestInvalidError when it is empty, longer than 255 characters or not printable ASCII
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function readIdempotencyKey(request: HttpRequest): string | undefined {
  const key = request.headers.get('idempotency-key');
  if (key === null) return undefined;
  if (KEY.test(key)) return key;
  throw new RequestInvalidError([
    {
      path: 'headers.Idempotency-Key',
      problem: 'is empty, too long, or has other than printable characters',
      expected: '1 to 255 printable ASCII characters',
    },
  ]);
}

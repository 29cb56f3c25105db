import type { HttpRequest } from '@azure/functions';
import { BodyNotJsonError, BodyTooLargeError } from '../../../domain/failures/errors';
import { parseJson } from '../../../domain/validation/parseJson';
import type { RequestBody } from './requestBody';

/** The host drops a body whose length was not announced: https://github.com/Azure/azure-functions-nodejs-worker/issues/524 */
const IN_CHUNKS = 'was sent in chunks without a Content-Length, which the Functions host does not hand on';

/**
 * Reads a JSON body of at most `limit` bytes, whatever content type it claims: `curl -d` claims a form. White space is as good as none.
 *
 * Errors: BodyTooLargeError, BodyNotJsonError.
 *
 * @returns undefined where it is left out, and may be
 */
export async function readJson(
  request: HttpRequest,
  limit: number,
  { isRequired, send, shorten }: RequestBody,
): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new BodyTooLargeError(limit, shorten);
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > limit) throw new BodyTooLargeError(limit, shorten);
  const text = textOf(bytes, send);
  if (text.trim() !== '') return parse(text, send);
  if (isRequired) throw new BodyNotJsonError(`it is empty, or ${IN_CHUNKS}`, withLength(send));
  return undefined;
}

/**
 * Refuses a request whose body never came: without a `dryRun` that it held, what was asked for would be another thing.
 *
 * Errors: BodyNotJsonError.
 */
export function requireLength({ headers }: HttpRequest, { send }: RequestBody): void {
  const isLost = headers.has('transfer-encoding') && !headers.has('content-length');
  if (isLost) throw new BodyNotJsonError(`it ${IN_CHUNKS}`, withLength(send));
}

function withLength(send: string): string {
  return `${send} Send a body in one piece, with its Content-Length.`;
}

function parse(text: string, send: string): unknown {
  const parsed = parseJson(text);
  if ('value' in parsed) return parsed.value;
  const { path, problem, expected } = parsed.mistake;
  throw new BodyNotJsonError(`${path} ${problem}; expected ${expected}`, send);
}

function textOf(bytes: Uint8Array, send: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BodyNotJsonError('it is not UTF-8, as one that is compressed', send);
  }
}

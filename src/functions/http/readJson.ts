import type { HttpRequest } from '@azure/functions';
import { BodyNotJsonError, BodyTooLargeError } from '../../domain/failures/errors';
import { parseJson } from '../../domain/validation/parseJson';

/** The host drops a body whose length was not announced. */
const EMPTY = 'it is empty, or was sent in chunks without a Content-Length, which the Functions host does not hand on';

/**
 * Reads a JSON body of at most `limit` bytes, whatever content type it claims: `curl -d` claims a form.
 *
 * Errors: BodyTooLargeError, BodyNotJsonError.
 */
export async function readJson(request: HttpRequest, limit: number): Promise<unknown> {
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) throw new BodyNotJsonError(EMPTY);
  return parse(bytes);
}

/** The same of a body that may be left out: then undefined. */
export async function readOptionalJson(request: HttpRequest, limit: number): Promise<unknown> {
  const bytes = await readBytes(request, limit);
  return bytes.length === 0 ? undefined : parse(bytes);
}

async function readBytes(request: HttpRequest, limit: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new BodyTooLargeError(limit);
  const bytes = Buffer.from(await request.arrayBuffer());
  if (bytes.length > limit) throw new BodyTooLargeError(limit);
  return bytes;
}

function parse(bytes: Buffer): unknown {
  const parsed = parseJson(textOf(bytes));
  if ('value' in parsed) return parsed.value;
  const { path, problem, expected } = parsed.mistake;
  throw new BodyNotJsonError(`${path} ${problem}; expected ${expected}`);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BodyNotJsonError('it is not UTF-8, as one that is compressed');
  }
}

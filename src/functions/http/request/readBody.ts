import type { HttpRequest } from '@azure/functions';
import { RequestInvalidError } from '../../../domain/failures/errors';
import { strictObject } from '../../../domain/validation/fields';
import { validate } from '../../../domain/validation/validate';
import { BODY } from '../../../domain/validation/wording';
import { readJson, requireLength } from './readJson';
import { NO_BODY, type RequestBody } from './requestBody';

const nothingSchema = strictObject({}, 'no body');

/**
 * The body of a request as its operation takes it. Where it takes none, one that holds something is refused: what it was meant to
 * change, as by `{"dryRun": true}`, would silently not happen. Gateways send chunks where they have nothing to send, and some clients `{}`.
 *
 * Errors: those of readJson; RequestInvalidError.
 */
export async function readBody(request: HttpRequest, limit: number, body: RequestBody): Promise<unknown> {
  // A GET changes nothing, and fetch lets it have no body.
  if (request.method === 'GET') return undefined;
  const given = await readJson(request, limit, body);
  if (body !== NO_BODY) {
    if (given === undefined) requireLength(request, body);
    return given;
  }
  if (given === undefined) return undefined;
  const checked = validate(nothingSchema, given, { wording: BODY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  return undefined;
}

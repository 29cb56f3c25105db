import { pipeline } from 'node:stream/promises';
import { answerEmpty } from '../../http/answer';
import { parseByteRange } from './byteRange';
import type { Call } from './call';
import { findLock } from '../findLock';
import { refuseLocked } from './acr/locks';
import { RegistryError } from './registryError';
import { requireDigest, unknownBlob } from './unknown';

/** `GET` and `HEAD /v2/<name>/blobs/<digest>`, whole or by byte range. */
export async function getBlob(call: Call): Promise<void> {
  const { store, request, response, repository } = call;
  const digest = requireDigest(call.reference);
  const size = await store.blobSize(repository, digest);
  if (size === undefined) throw unknownBlob(digest);
  refuseLocked(await findLock(store, repository, 'read'));
  const common = {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  };
  const range = parseByteRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    const message = `The layer has ${size} bytes; ${request.headers.range} lies outside. Ask for less.`;
    throw new RegistryError(416, 'RANGE_INVALID', message, { digest }, { 'content-range': `bytes */${size}` });
  }
  if (range) {
    const length = { 'content-length': range.end - range.start + 1 };
    response.writeHead(206, { ...common, ...length, 'content-range': `bytes ${range.start}-${range.end}/${size}` });
  } else {
    response.writeHead(200, { ...common, 'content-length': size });
  }
  if (request.method === 'HEAD') response.end();
  else await pipeline(store.readBlob(repository, digest, range), response);
}

/** `DELETE /v2/<name>/blobs/<digest>`. */
export async function deleteBlob(call: Call): Promise<void> {
  const digest = requireDigest(call.reference);
  refuseLocked(await findLock(call.store, call.repository, 'delete'));
  if (!(await call.store.deleteBlob(call.repository, digest))) throw unknownBlob(digest);
  answerEmpty(call.response, 202, { 'docker-content-digest': digest });
}

import { answerEmpty } from '../../http/answer';
import { findLock } from '../findLock';
import { refuseLocked } from './acr/locks';
import type { Call } from './call';
import { RegistryError } from './registryError';
import { requireDigest } from './unknown';

/** `POST /v2/<name>/blobs/uploads/`: begins an upload. */
export async function startUpload(call: Call): Promise<void> {
  refuseLocked(await findLock(call.store, call.repository, 'write'));
  const id = await call.store.uploads.begin(call.repository);
  answerEmpty(call.response, 202, { 'content-length': '0', ...uploadHeaders(call.repository, id, 0) });
}

/** `POST …/uploads/?mount=<digest>&from=<repository>`: shares a layer, or else begins an upload. */
export async function mountBlob(call: Call): Promise<void> {
  refuseLocked(await findLock(call.store, call.repository, 'write'));
  const digest = requireDigest(call.query.get('mount'));
  const from = call.query.get('from');
  const readable = from !== null && call.may({ type: 'repository', name: from, actions: ['pull'] });
  const unlocked = readable && (await findLock(call.store, from, 'read')) === undefined;
  if (unlocked && (await call.store.mountBlob(from, call.repository, digest))) answerStored(call, digest);
  else await startUpload(call);
}

/** `POST …/uploads/?digest=<digest>`: a whole layer in one request. */
export async function postBlob(call: Call): Promise<void> {
  const digest = requireDigest(call.query.get('digest'));
  refuseLocked(await findLock(call.store, call.repository, 'write'));
  await call.store.writeBlob(call.repository, digest, call.request);
  answerStored(call, digest);
}

/** `PATCH …/uploads/<id>`: the next piece of a layer. */
export async function uploadChunk(call: Call): Promise<void> {
  const { store, repository, reference: id } = call;
  requireInOrder(call, await requireUpload(call));
  const size = await store.uploads.append(repository, id, call.request);
  answerEmpty(call.response, 202, { 'content-length': '0', ...uploadHeaders(repository, id, size) });
}

/** `PUT …/uploads/<id>?digest=<digest>`: the last piece, or all of it, or nothing more; then the layer is there. */
export async function finishUpload(call: Call): Promise<void> {
  const { store, repository, reference: id } = call;
  const digest = requireDigest(call.query.get('digest'));
  requireInOrder(call, await requireUpload(call));
  await store.uploads.append(repository, id, call.request);
  await store.uploads.finish(repository, id, digest);
  answerStored(call, digest);
}

/** `GET …/uploads/<id>`: how much has arrived. */
export async function getUpload(call: Call): Promise<void> {
  const size = await requireUpload(call);
  answerEmpty(call.response, 204, uploadHeaders(call.repository, call.reference, size));
}

/** `DELETE …/uploads/<id>`. */
export async function cancelUpload(call: Call): Promise<void> {
  await requireUpload(call);
  await call.store.uploads.discard(call.repository, call.reference);
  answerEmpty(call.response, 204);
}

async function requireUpload({ store, repository, reference: id }: Call): Promise<number> {
  const size = await store.uploads.size(repository, id);
  if (size !== undefined) return size;
  throw new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry', { name: repository, id });
}

function requireInOrder({ request, repository, reference: id }: Call, size: number): void {
  const header = request.headers['content-range'];
  if (header === undefined) return;
  const match = /^(?:bytes )?(\d+)-(\d+)(?:\/(?:\d+|\*))?$/.exec(header);
  const start = Number(match?.[1]);
  const length = Number(match?.[2]) - start + 1;
  const announced = request.headers['content-length'];
  if (!match || length < 1 || (announced !== undefined && Number(announced) !== length)) {
    const message = `Content-Range is "${header}"; expected <first byte>-<last byte>, as long as the body.`;
    throw new RegistryError(400, 'BLOB_UPLOAD_INVALID', message);
  }
  if (start === size) return;
  const message = `The next piece begins at byte ${size}, not ${start}. Go on from there.`;
  throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', message, { id }, uploadHeaders(repository, id, size));
}

/** The Range of an upload without a byte is `0-0`: the header cannot say "none". */
function uploadHeaders(repository: string, id: string, size: number): Record<string, string> {
  return {
    'docker-upload-uuid': id,
    location: `/v2/${repository}/blobs/uploads/${id}`,
    range: `0-${Math.max(size - 1, 0)}`,
  };
}

function answerStored({ response, repository }: Call, digest: string): void {
  const location = `/v2/${repository}/blobs/${digest}`;
  answerEmpty(response, 201, { 'content-length': '0', 'docker-content-digest': digest, location });
}

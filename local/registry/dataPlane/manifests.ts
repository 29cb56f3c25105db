import { answerEmpty, readBody } from '../../http/answer';
import { digestOf, parseDigest } from '../digest';
import { findLock, findPutLock } from '../findLock';
import { findMissing } from '../missingContent';
import { isTag } from '../referenceGrammar';
import type { Call } from './call';
import { describeDeletions } from './describeDeletions';
import { refuseLocked } from './acr/locks';
import { parseManifest, type ManifestDocument } from './manifestDocument';
import { RegistryError } from './registryError';
import { requireDigest, unknownManifest, unknownRepository } from './unknown';

/** ACR's limit for one manifest, in bytes. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

/**
 * `GET` and `HEAD /v2/<name>/manifests/<reference>`. The manifest is served as it was pushed; a client whose Accept
 * names other types only is told that there is none.
 */
export async function getManifest(call: Call): Promise<void> {
  const { store, request, response, repository, reference } = call;
  requireReference(reference);
  const manifest = await store.getManifest(repository, reference);
  if (!manifest) throw unknownManifest(repository, reference);
  if (!accepts(request.headers.accept, manifest.mediaType)) {
    const message = `The manifest is a ${manifest.mediaType}, which the Accept header does not name. Add it there.`;
    throw new RegistryError(404, 'MANIFEST_UNKNOWN', message, { name: repository, reference });
  }
  refuseLocked(await findLock(store, repository, 'read', [reference, manifest.digest]));
  response.writeHead(200, {
    'content-length': manifest.bytes.length,
    'content-type': manifest.mediaType,
    'docker-content-digest': manifest.digest,
    etag: `"${manifest.digest}"`,
  });
  response.end(request.method === 'HEAD' ? undefined : manifest.bytes);
}

/** `PUT /v2/<name>/manifests/<reference>`: everything the manifest names must be in the repository already. */
export async function putManifest(call: Call): Promise<void> {
  const { store, request, response, repository, reference } = call;
  requireReference(reference);
  const bytes = await readBody(request, LARGEST_MANIFEST).catch((error: NodeJS.ErrnoException) => {
    // A connection that broke off has a code.
    throw error.code === undefined ? new RegistryError(413, 'SIZE_INVALID', error.message) : error;
  });
  const document = parseManifest(bytes);
  const mediaType = mediaTypeOf(request.headers['content-type'], document);
  const asked = parseDigest(reference);
  const digest = digestOf(bytes, asked?.algorithm);
  if (asked && digest !== reference) {
    const message = `The manifest has digest ${digest}, not ${reference}.`;
    throw new RegistryError(400, 'DIGEST_INVALID', message, { digest: reference });
  }
  const tag = asked ? undefined : reference;
  refuseLocked(await findPutLock(store, repository, { tag, digest }));
  await requireContent(call, document);
  await store.putManifest(repository, { mediaType, bytes, digest }, tag);
  const size = bytes.length;
  await call.changed({ action: 'push', repository, digest, mediaType, size, ...(tag && { tag }), document });
  answerEmpty(response, 201, {
    'content-length': '0',
    'docker-content-digest': digest,
    location: `/v2/${repository}/manifests/${digest}`,
    ...(document.subject ? { 'oci-subject': document.subject.digest } : {}),
  });
}

/** `DELETE /v2/<name>/manifests/<digest>`: with its tags. */
export async function deleteManifest(call: Call): Promise<void> {
  const { store, response, repository, reference } = call;
  if (isTag(reference)) {
    const message = 'A manifest is deleted by its digest. To delete a tag only, use DELETE /acr/v1/<name>/_tags/<tag>.';
    throw new RegistryError(400, 'UNSUPPORTED', message, { reference });
  }
  const digest = requireDigest(reference);
  if (!(await store.describeRepository(repository))) throw unknownRepository(repository);
  const tags = ((await store.listTags(repository)) ?? []).filter((tag) => tag.digest === digest);
  refuseLocked(await findLock(store, repository, 'delete', [digest, ...tags.map(({ name }) => name)]));
  const deletions = await describeDeletions(store, repository, [digest]);
  if (!(await store.deleteManifest(repository, digest))) throw unknownManifest(repository, digest);
  for (const deletion of deletions) await call.changed(deletion);
  answerEmpty(response, 202);
}

function requireReference(reference: string): void {
  if (reference.includes(':')) requireDigest(reference);
  else if (!isTag(reference)) {
    const message = `"${reference}" is not a tag; expected up to 128 letters, digits and . _ -.`;
    throw new RegistryError(400, 'TAG_INVALID', message, { tag: reference });
  }
}

function accepts(header: string | undefined, mediaType: string): boolean {
  const accepted = (header ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  const named = accepted.filter((type) => type !== '');
  return named.length === 0 || named.some((type) => [mediaType, '*/*', 'application/*'].includes(type));
}

function mediaTypeOf(header: string | undefined, document: ManifestDocument): string {
  const declared = header?.split(';')[0]?.trim();
  const mediaType = declared || document.mediaType;
  if (mediaType === undefined) {
    throw new RegistryError(400, 'MANIFEST_INVALID', 'The manifest has no media type. Send it as Content-Type.');
  }
  if (document.mediaType !== undefined && document.mediaType !== mediaType) {
    const message = `The manifest says it is a ${document.mediaType}, its Content-Type says ${mediaType}.`;
    throw new RegistryError(400, 'MANIFEST_INVALID', message);
  }
  return mediaType;
}

async function requireContent({ store, repository }: Call, document: ManifestDocument): Promise<void> {
  const digest = await findMissing(store, repository, document);
  if (digest === undefined) return;
  const message = `manifest references a manifest or blob unknown to registry: ${digest}`;
  throw new RegistryError(400, 'MANIFEST_BLOB_UNKNOWN', message, { digest });
}

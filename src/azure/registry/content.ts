import { ContainerRegistryContentClient, DigestMismatchError } from '@azure/container-registry';
import type { TokenCredential } from '@azure/identity';
import { MANIFEST_MEDIA_TYPES, readManifestContent, type ManifestContent } from '../../domain/image/manifestContent';
import type { CloudProfile } from '../../domain/route';
import { clientOptionsFor } from '../clientOptions';
import { registryReach } from '../reach';
import { isAbsent, serviceWords } from '../serviceError';

/** A registry says that it does not have what the Accept header leaves out: hence all that the app knows, and anything. */
const ACCEPT = [...MANIFEST_MEDIA_TYPES, '*/*'].join(', ');
const LONGEST_READ_MS = 60_000;

/**
 * A client of the manifests and blobs of one repository. It follows no redirect: one is the registry's own word that it
 * has a blob, and where its bytes lie the app may have no way to.
 */
export function createContentClient(
  loginServer: string,
  repository: string,
  credential: TokenCredential,
  cloud: CloudProfile,
): ContainerRegistryContentClient {
  const redirectOptions = { maxRetries: 0 };
  return new ContainerRegistryContentClient(`https://${loginServer}`, repository, credential, {
    audience: cloud.registryAudience,
    redirectOptions,
    ...clientOptionsFor(registryReach(cloud, loginServer)),
  });
}

/**
 * Reads a manifest of at most 4 MiB, as many as the registry takes, and compares its bytes with its digest.
 *
 * @returns undefined when the registry says that the repository has none
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export async function readManifest(
  client: ContainerRegistryContentClient,
  digest: string,
): Promise<ManifestContent | undefined> {
  const cut = new AbortController();
  const timer = setTimeout(() => cut.abort(), LONGEST_READ_MS);
  let served = '';
  try {
    const { mediaType, manifest } = await client.getManifest(digest, {
      abortSignal: cut.signal,
      requestOptions: { customHeaders: { accept: ACCEPT } },
      onResponse: ({ headers }) => (served = headers.get('content-type') ?? ''),
    });
    return readManifestContent(mediaType, manifest);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (isBeyondCheck(error, served, digest)) return readManifestContent(served, undefined);
    throw error;
  } finally {
    clearTimeout(timer);
    // Ends an answer that was too long.
    cut.abort();
  }
}

/**
 * Whether the registry served a manifest that the SDK cannot check: the digest of a signed one of schema 1 does not cover
 * its signatures, another digest than SHA-256 is not known to it, and an unknown kind need not be JSON.
 */
function isBeyondCheck(error: unknown, served: string, digest: string): boolean {
  if (served === '') return false;
  const isSigned = served.includes('+prettyjws') || !digest.startsWith('sha256:');
  return error instanceof SyntaxError || (error instanceof DigestMismatchError && isSigned);
}

/** The calls below the SDK's client, which has no method that asks for a blob without downloading it. */
interface BlobCalls {
  checkBlobExists(repository: string, digest: string): Promise<unknown>;
  getBlob(repository: string, digest: string): Promise<{ readableStreamBody?: NodeJS.ReadableStream & Destroyable }>;
}

interface Destroyable {
  destroy(): void;
}

/**
 * Whether the repository has a blob: one HEAD. Its answer has no body, hence no words that tell the registry's own 404
 * from another's: that is asked again by a GET.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry
 */
export async function hasBlob(client: ContainerRegistryContentClient, digest: string): Promise<boolean> {
  const { repositoryName } = client;
  const { containerRegistryBlob: calls } = (client as unknown as { client: { containerRegistryBlob: BlobCalls } })
    .client;
  try {
    await calls.checkBlobExists(repositoryName, digest);
    return true;
  } catch (error) {
    if (serviceWords(error).status !== 404) throw error;
  }
  try {
    const { readableStreamBody } = await calls.getBlob(repositoryName, digest);
    readableStreamBody?.destroy();
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

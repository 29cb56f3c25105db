import { parseDigest } from '../digest';
import { RegistryError } from './registryError';

/** The repository does not exist. */
export function unknownRepository(name: string): RegistryError {
  return new RegistryError(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
}

/** The repository has no such manifest. */
export function unknownManifest(name: string, reference: string): RegistryError {
  const detail = reference.includes(':') ? { Name: name, Revision: reference } : { Name: name, Tag: reference };
  const message = `manifest ${reference.includes(':') ? '' : 'tagged by '}"${reference}" is not found`;
  return new RegistryError(404, 'MANIFEST_UNKNOWN', message, detail);
}

/** The repository has no such layer. */
export function unknownBlob(digest: string): RegistryError {
  return new RegistryError(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest });
}

/** Refuses a text that is not a digest. */
export function requireDigest(text: string | null): string {
  if (text !== null && parseDigest(text)) return text;
  const message = `"${text ?? ''}" is not a digest; expected sha256:<64 hex digits>.`;
  throw new RegistryError(400, 'DIGEST_INVALID', message, { digest: text });
}

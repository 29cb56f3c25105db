/** What a container URI has to look like, in words. */
export const CONTAINER_URI_EXPECTED =
  'the https URL of a blob container without query or SAS, like https://account.blob.core.windows.net/container';

/**
 * `https://{account}/{container}`, or `https://{address}[:port]/{account}/{container}` where the host is an IPv4 address or
 * localhost (storage emulators). Container names: 3 to 63 lower-case letters, digits and single hyphens
 * (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
 */
export const CONTAINER_URI =
  /^https:\/\/(?:(?:\d{1,3}(?:\.\d{1,3}){3}|localhost)(?::\d+)?\/[a-z0-9-]+|(?!(?:\d{1,3}(?:\.\d{1,3}){3}|localhost)[:/])[a-z0-9][a-z0-9.-]*(?::\d+)?)\/(?=[a-z0-9-]{3,63}\/?$)[a-z0-9]+(?:-[a-z0-9]+)*\/?$/;

/** Takes the trailing slash off, so that a blob's name can be appended after exactly one. */
export function withoutTrailingSlash(uri: string): string {
  return uri.endsWith('/') ? uri.slice(0, -1) : uri;
}

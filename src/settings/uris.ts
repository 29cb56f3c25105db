import { primaryAddress } from '../domain/primaryAddress';

/** What a container URI has to look like, in words. */
export const CONTAINER_URI_EXPECTED =
  'the https URL of a blob container without query or SAS, like https://account.blob.core.windows.net/container';

/** The beginning of an https URL, as a pattern; URLs do not tell the letter case of scheme and host apart. */
export const HTTPS = `${anyCase('https')}:\\/\\/`;
/** A host and its port in a URL, as a pattern. */
export const HOST = '[^\\/\\\\?#@\\s]+';

const EMULATOR = `(?:\\d{1,3}(?:\\.\\d{1,3}){3}|${anyCase('localhost')})`;
const ACCOUNT = '[a-zA-Z0-9][a-zA-Z0-9.-]*';

/**
 * `https://{account}/{container}`, or `https://{address}[:port]/{account}/{container}` where the host is an IPv4 address or
 * localhost (storage emulators). Container names: 3 to 63 lower-case letters, digits and single hyphens
 * (https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata).
 */
export const CONTAINER_URI = new RegExp(
  `^${HTTPS}(?:${EMULATOR}(?::\\d+)?\\/[a-z0-9-]+|(?!${EMULATOR}[:/])${ACCOUNT}(?::\\d+)?)` +
    '\\/(?=[a-z0-9-]{3,63}\\/*$)[a-z0-9]+(?:-[a-z0-9]+)*\\/*$',
);

/** A pattern that matches a word in any letter case. The JSON Schema of the routes file knows no flag for this. */
export function anyCase(word: string): string {
  return word.replace(/[a-z]|\./gi, (character) =>
    character === '.' ? '\\.' : `[${character.toLowerCase()}${character.toUpperCase()}]`,
  );
}

/** The resource id of a resource of one type, as a pattern. @param name  the pattern of its name */
export function resourceIdPattern(provider: string, type: string, name: string): RegExp {
  const words = [anyCase('subscriptions'), '[0-9a-fA-F-]{36}', anyCase('resourceGroups'), '[\\p{L}\\p{Nd}_.()-]{1,90}'];
  const rest = [anyCase('providers'), anyCase(provider), anyCase(type), name];
  return new RegExp(`^\\/${[...words, ...rest].join('\\/')}$`, 'u');
}

/**
 * The one spelling of an https URL that may be written in many ways: scheme and host in small letters, no dot after the
 * host, no `:443`, no slash at the end, so that a blob's name can be appended after exactly one.
 *
 * @param uri a URL that `URL` can parse, without query and fragment
 */
export function normalUrl(uri: string): string {
  const { host, pathname } = new URL(uri);
  return `https://${host.replace(/\.(?=:|$)/, '')}${pathname.replace(/\/+$/, '')}`;
}

/** The same for the scheme and the host alone, where a path follows whose spelling matters; a text that is no https URL stays. */
export function withNormalOrigin(uri: string): string {
  return uri.replace(/^https:\/\/[^/]+/i, normalUrl);
}

/** The same for the URI of a Key Vault secret: `secrets` and the version are in small letters too. */
export function normalSecretUri(uri: string): string {
  return normalUrl(uri).replace(
    /^(https:\/\/[^/]+)\/secrets\/([^/]+)(.*)$/i,
    (_, vault: string, name: string, version: string) => `${vault}/secrets/${name}${version.toLowerCase()}`,
  );
}

/**
 * Whether two container URIs, both in their one spelling, name one container: an account also answers at its secondary,
 * its Data Lake and its private-link address
 * (https://learn.microsoft.com/azure/storage/common/storage-private-endpoints#dns-changes-for-private-endpoints).
 */
export function isSameContainer(one: string, other: string): boolean {
  return primaryAddress(one) === primaryAddress(other);
}

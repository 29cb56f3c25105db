import { z } from 'zod';

/*
 * Fields of the routes file. The `error` of a field is what is *expected* there: a mistake adds the path and what is
 * wrong. Defaults are documented here and applied later, because a route's own value must win over the file's defaults.
 */

/** A string that matches `pattern`. */
export function text(pattern: RegExp, expected: string, description: string) {
  return z.string({ error: expected }).regex(pattern, { error: expected }).meta({ description });
}

/** A whole number from `lowest` to `highest`, optional, with the default that applies when nobody sets it. */
export function wholeNumber(lowest: number, highest: number, fallback: number, description: string) {
  const error = `a whole number from ${lowest} to ${highest}`;
  return z
    .int({ error })
    .min(lowest, { error })
    .max(highest, { error })
    .exactOptional()
    .meta({ description, default: fallback });
}

/** One of a few words, optional, with the default that applies when nobody sets it. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: Words[number],
  description: string,
) {
  const error = `one of ${words.join(', ')}`;
  return z.enum(words, { error }).exactOptional().meta({ description, default: fallback });
}

/** True or false. */
export function flag(description: string) {
  return z.boolean({ error: 'true or false' }).meta({ description });
}

/** An object that refuses keys it does not know; the message then lists the keys it does, parted by commas. */
export function strictObject<Shape extends z.core.$ZodLooseShape>(shape: Shape, description: string) {
  return z
    .strictObject(shape, {
      error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'an object: { … }'),
    })
    .meta({ description });
}

/** The https URL of a service, without path, query or user name; `slash` says whether it may end in one. */
export function serviceUrl(example: string, description: string) {
  return text(/^https:\/\/[^/?#@\s]+\/?$/, `an https URL without path or query, like ${example}`, description);
}

/** A token audience: an https URL or another URI, without query. */
export function audience(example: string, description: string) {
  return text(/^[a-z][a-z0-9+.-]*:\/\/[^?#@\s]+$/, `a token audience, like ${example}`, description);
}

/** The URI of a Key Vault secret, with or without a version. */
export function secretUri(description: string) {
  return text(
    /^https:\/\/[^/?#@\s]+\/secrets\/[a-zA-Z0-9-]{1,127}(\/[0-9a-f]{32})?$/,
    'the URI of a Key Vault secret, like https://myvault.vault.azure.net/secrets/name',
    description,
  );
}

const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** A GUID, such as a tenant id or a client id. */
export function guid(description: string) {
  return text(GUID, 'a GUID, like 11111111-2222-3333-4444-555555555555', description);
}

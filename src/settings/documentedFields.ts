import { z } from 'zod';
import { expecting } from '../domain/validation/expectation';
import * as fields from '../domain/validation/fields';
import { anyCase, HOST, HTTPS } from './uris';

/*
 * Fields of the routes file, with the descriptions and defaults that its JSON Schema shows. Defaults are documented here
 * and applied later, because a route's own value must win over the file's defaults.
 */

/** A string that matches `pattern`. */
export function textField(pattern: RegExp, expected: string, description: string) {
  return fields.text(pattern, expected).meta({ description });
}

/** A number from `lowest` to `highest`, optional. */
export function numberField(lowest: number, highest: number, description: string) {
  return fields.number(lowest, highest).exactOptional().meta({ description });
}

/** A whole number from `lowest` to `highest`, optional, with the default that applies when nobody sets it. */
export function wholeNumberField(lowest: number, highest: number, fallback: number, description: string) {
  return fields.wholeNumber(lowest, highest).exactOptional().meta({ description, default: fallback });
}

/** One of a few words, optional, with the default that applies when nobody sets it. */
export function choiceField<const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: Words[number],
  description: string,
) {
  return fields.choice(words).exactOptional().meta({ description, default: fallback });
}

/** True or false. */
export function flagField(description: string) {
  return fields.flag().meta({ description });
}

/** An object that refuses keys it does not know. */
export function section<Shape extends Parameters<typeof fields.strictObject>[0]>(shape: Shape, description: string) {
  return fields.strictObject(shape).meta({ description });
}

/** A URL that matches `pattern` and can be parsed. */
export function url(pattern: RegExp, expected: string, description: string) {
  return fields.text(pattern, expected).refine(canParse).meta({ description });
}

/** The https URL of a service, without path, query or user name; it may end in a slash. */
export function serviceUrl(example: string, description: string) {
  const pattern = new RegExp(`^${HTTPS}${HOST}\\/*$`);
  return url(pattern, `an https URL without path or query, like ${example}`, description);
}

/** A token audience: an https URL or another URI, without query. */
export function audience(example: string, description: string) {
  return textField(/^[a-z][a-z0-9+.-]*:\/\/[^?#@\s]+$/, `a token audience, like ${example}`, description);
}

/** What the names of hosts end in, as `azurecr.io`: at least one. */
export function hostSuffixes(example: string, description: string) {
  const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
  const suffix = fields.text(new RegExp(`^${label}(?:\\.${label})*$`), `what host names end in, like ${example}`);
  return expecting(z.array(suffix).min(1), { expected: `a list of what host names end in, like ["${example}"]` }).meta({
    description,
  });
}

/** The URI of a Key Vault secret, with or without a version. */
export function secretUri(description: string) {
  return fields
    .reference(
      new RegExp(`^${HTTPS}${HOST}\\/${anyCase('secrets')}\\/[a-zA-Z0-9-]{1,127}(\\/[0-9a-fA-F]{32})?\\/*$`),
      'the URI of a Key Vault secret, like https://myvault.vault.azure.net/secrets/name',
      'is another text (not repeated here: it may hold a secret)',
    )
    .refine(canParse)
    .meta({ description });
}

/** A GUID, such as a tenant id or a client id. */
export function guid(description: string) {
  return textField(GUID, 'a GUID, like 11111111-2222-3333-4444-555555555555', description);
}

/** Five groups of hexadecimal digits. */
export const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

/** Whether a text is a URL: a pattern does not know which hosts and ports there are. */
export function canParse(given: string): boolean {
  return URL.canParse(given);
}

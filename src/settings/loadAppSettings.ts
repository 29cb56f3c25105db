import type { AppSettings } from './appSettings';
import { describe } from './mistakesIn';
import { nearest } from './nearest';
import { SettingsError, type SettingMistake } from './settingsError';
import { CONTAINER_URI, CONTAINER_URI_EXPECTED, withoutTrailingSlash } from './uris';

const PREFIX = 'FERRY_';
/** Settings of the development stack: an app that it starts inherits them, and they are none of its business. */
const LOCAL_PREFIX = 'FERRY_LOCAL_';
const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const URL_OF_BLOB = /^https:\/\/[^/?#@\s]+\/[^?#\s]+$/;
const NOT_A_URL = /^(?!\w+:\/\/)[^\0?]+$/;

/**
 * Reads the app settings (`FERRY_*`), validates all of them and fills in the defaults; docs/routes.md lists them.
 * A setting that is empty counts as absent. Unknown `FERRY_*` names are mistakes: a typo would otherwise be silent.
 *
 * @param env environment variables, which is what app settings are to the app
 * @throws SettingsError listing every mistake, without secrets
 */
export function loadAppSettings(env: Readonly<Record<string, string | undefined>>): AppSettings {
  const reader = new SettingReader(env);
  const identityClientId = reader.optional('FERRY_IDENTITY_CLIENT_ID', GUID, 'the client id (a GUID) of an identity');
  const firstSeconds = reader.number('FERRY_POLL_FIRST_SECONDS', 1, 600, 10);
  const settings: AppSettings = {
    routesLocation: reader.routesLocation('FERRY_ROUTES'),
    state: {
      containerUri: withoutTrailingSlash(
        reader.required('FERRY_STATE_CONTAINER', CONTAINER_URI, CONTAINER_URI_EXPECTED),
      ),
      audience: reader.audience('FERRY_STATE_AUDIENCE', 'https://storage.azure.com'),
    },
    vaultAudience: reader.audience('FERRY_VAULT_AUDIENCE', 'https://vault.azure.net'),
    ...(identityClientId !== undefined && { identityClientId }),
    trustSignIn: reader.optional('FERRY_TRUST_SIGN_IN', /^(true|false)$/, 'true or false') === 'true',
    polling: {
      firstSeconds,
      maxSeconds: reader.number('FERRY_POLL_MAX_SECONDS', firstSeconds, 3600, Math.max(60, firstSeconds)),
      deadlineMinutes: reader.number('FERRY_RUN_DEADLINE_MINUTES', 1, 10_080, 720),
    },
    maxBodyBytes: reader.number('FERRY_MAX_BODY_KIB', 1, 10_240, 256) * 1024,
  };
  reader.finish();
  return settings;
}

class SettingReader {
  private readonly known: string[] = [];
  private readonly mistakes: SettingMistake[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  optional(name: string, pattern: RegExp, expected: string): string | undefined {
    const value = this.value(name);
    if (value === undefined || pattern.test(value)) return value;
    this.mistakes.push({ name, problem: describe(value), expected });
    return undefined;
  }

  /** The value; an empty text after noting that it is absent or wrong. */
  required(name: string, pattern: RegExp, expected: string): string {
    if (this.value(name) === undefined) this.mistakes.push({ name, problem: 'is missing', expected });
    return this.optional(name, pattern, expected) ?? '';
  }

  audience(name: string, fallback: string): string {
    return this.optional(name, /^https:\/\/[^?#@\s]+$/, `a token audience, like ${fallback}`) ?? fallback;
  }

  routesLocation(name: string): string {
    const pattern = new RegExp(`${URL_OF_BLOB.source}|${NOT_A_URL.source}`);
    return this.required(name, pattern, 'a path, or the https URL of a blob without query or SAS');
  }

  number(name: string, lowest: number, highest: number, fallback: number): number {
    const value = this.optional(name, /^/, '');
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number >= lowest && number <= highest) return number;
    this.mistakes.push({ name, problem: describe(value), expected: `a whole number from ${lowest} to ${highest}` });
    return fallback;
  }

  finish(): void {
    const unknown = Object.keys(this.env).filter(
      (name) => name.startsWith(PREFIX) && !name.startsWith(LOCAL_PREFIX) && !this.known.includes(name),
    );
    for (const name of unknown) {
      const meant = nearest(name, this.known);
      const expected = meant ? `${meant}, perhaps` : `one of ${this.known.join(', ')}`;
      this.mistakes.push({ name, problem: 'is not a setting of this app', expected });
    }
    if (this.mistakes.length > 0) throw new SettingsError(this.mistakes);
  }

  private value(name: string): string | undefined {
    if (!this.known.includes(name)) this.known.push(name);
    const value = this.env[name]?.trim();
    return value === '' ? undefined : value;
  }
}

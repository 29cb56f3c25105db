import { SettingsInvalidError } from '../domain/failures/errors';
import { validate } from '../domain/validation/validate';
import type { Wording } from '../domain/validation/wording';
import type { AppSettings } from './appSettings';
import { appSettingsSchema } from './appSettingsSchema';
import { publicUrlOf } from './publicUrl';
import { normalUrl, withNormalOrigin } from './uris';

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'FERRY_';
/** Settings of the local stack: an app that it starts inherits them and does not use them. */
const LOCAL_PREFIX = 'FERRY_LOCAL_';
/** Of the commands and of the doctor's `fix.command`: whoever exports them and starts the app in the same shell has not mistyped a setting. */
const OF_COMMANDS = new Set(['FERRY_URL', 'FERRY_KEY', 'FERRY_TOKEN', 'FERRY_PRINCIPAL_ID']);
const WORDING: Wording = {
  root: 'app settings',
  unknownKey: 'is not a setting of this app',
  suggest: (meant) => `${meant}, perhaps`,
  repeatsValues: true,
};

/**
 * Reads the app settings (`FERRY_*`), validates all of them and fills in the defaults; docs/routes.md lists them.
 * A setting that is empty counts as absent. Unknown `FERRY_*` names are mistakes: a typo would otherwise be silent.
 *
 * @param env environment variables, which is what app settings are to the app
 * @throws SettingsInvalidError listing every mistake, without secrets
 */
export function loadAppSettings(env: Environment): AppSettings {
  const schema = appSettingsSchema(settingOf(env, 'FERRY_POLL_FIRST_SECONDS'));
  const checked = validate(schema, settingsIn(env, Object.keys(schema.shape)), { wording: WORDING });
  if ('mistakes' in checked) throw new SettingsInvalidError(checked.mistakes);
  const given = checked.value;
  const publicUrl = publicUrlOf(given.FERRY_PUBLIC_URL, settingOf(env, 'WEBSITE_HOSTNAME'));
  return {
    routesLocation: withNormalOrigin(given.FERRY_ROUTES),
    state: {
      containerUri: normalUrl(given.FERRY_STATE_CONTAINER),
      audience: given.FERRY_STATE_AUDIENCE,
    },
    vaultAudience: given.FERRY_VAULT_AUDIENCE,
    ...(given.FERRY_IDENTITY_CLIENT_ID !== undefined && { identityClientId: given.FERRY_IDENTITY_CLIENT_ID }),
    trustSignIn: given.FERRY_TRUST_SIGN_IN === 'true',
    ...(publicUrl !== undefined && { publicUrl }),
    polling: {
      firstSeconds: given.FERRY_POLL_FIRST_SECONDS,
      maxSeconds: given.FERRY_POLL_MAX_SECONDS,
      deadlineMinutes: given.FERRY_RUN_DEADLINE_MINUTES,
    },
    patience: {
      stepMinutes: given.FERRY_STEP_DEADLINE_MINUTES,
      accessMinutes: given.FERRY_ACCESS_PATIENCE_MINUTES,
      verificationSeconds: given.FERRY_VERIFICATION_SECONDS,
    },
    clockSkewMinutes: given.FERRY_CLOCK_SKEW_MINUTES,
    batchesAtOnce: given.FERRY_BATCHES_AT_ONCE,
    windows: {
      exports: given.FERRY_EXPORTS_AT_ONCE,
      imports: given.FERRY_IMPORTS_AT_ONCE,
    },
    registryReadsPerMinute: given.FERRY_REGISTRY_READS_PER_MINUTE,
    maxBodyBytes: given.FERRY_MAX_BODY_KIB * 1024,
  };
}

/** The app's own settings in the environment: what is known unless it is empty, and every name that is not known. */
function settingsIn(env: Environment, known: readonly string[]): Record<string, string | undefined> {
  const isOfOthers = (name: string): boolean => name.startsWith(LOCAL_PREFIX) || OF_COMMANDS.has(name);
  const names = Object.keys(env).filter((name) => name.startsWith(PREFIX) && !isOfOthers(name));
  const given = names.filter((name) => !known.includes(name) || settingOf(env, name) !== undefined);
  return Object.fromEntries(given.map((name) => [name, settingOf(env, name)]));
}

function settingOf(env: Environment, name: string): string | undefined {
  return env[name]?.trim() || undefined;
}

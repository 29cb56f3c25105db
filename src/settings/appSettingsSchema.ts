import { z } from 'zod';
import { expecting } from '../domain/validation/expectation';
import { text, wholeNumberText } from '../domain/validation/fields';
import { canParse, GUID } from './documentedFields';
import { PUBLIC_URL, PUBLIC_URL_EXPECTED } from './publicUrl';
import { CONTAINER_URI, CONTAINER_URI_EXPECTED, HOST, HTTPS } from './uris';

const URL_OF_BLOB = new RegExp(`^${HTTPS}${HOST}\\/[^?#\\s]+$`);
/** A question mark only in a path that begins with one slash, and nothing that looks like a SAS behind it. */
const NOT_A_URL = /^(?:\/(?!\/)(?![^\0]*[?&][sS][iI][gG]=)[^\0]*|(?!\w+:\/\/)[^\0?]+)$/;
const LONGEST_POLL_SECONDS = 3600;

const DEFAULT_FIRST_SECONDS = 10;
const pollFirstSeconds = wholeNumberText(1, 600).default(DEFAULT_FIRST_SECONDS);

/** With fewer, looking at one large image could take longer than an activity may. */
const FEWEST_READS = 100;
/**
 * A fifth of the 10,000 reads a minute that a Premium registry allows, which whoever pulls images needs too.
 *
 * @see https://docs.azure.cn/zh-CN/container-registry/container-registry-skus (read operations a minute)
 */
const DEFAULT_READS = 2_000;

/**
 * The app settings by name, as texts.
 *
 * @param pollFirst the value of `FERRY_POLL_FIRST_SECONDS`: the longest wait must not be shorter than the first
 */
export function appSettingsSchema(pollFirst: string | undefined) {
  const { data: firstSeconds = DEFAULT_FIRST_SECONDS } = pollFirstSeconds.safeParse(pollFirst);
  return z.strictObject({
    FERRY_IDENTITY_CLIENT_ID: text(GUID, 'the client id (a GUID) of an identity').exactOptional(),
    FERRY_POLL_FIRST_SECONDS: pollFirstSeconds,
    FERRY_ROUTES: text(
      new RegExp(`${URL_OF_BLOB.source}|${NOT_A_URL.source}`),
      'a path, or the https URL of a blob without query or SAS',
    ).refine((location) => NOT_A_URL.test(location) || canParse(location)),
    FERRY_STATE_CONTAINER: text(CONTAINER_URI, CONTAINER_URI_EXPECTED).refine(canParse),
    FERRY_STATE_AUDIENCE: httpsAudience('https://storage.azure.com'),
    FERRY_PUBLIC_URL: text(PUBLIC_URL, PUBLIC_URL_EXPECTED).refine(canParse).exactOptional(),
    FERRY_VAULT_AUDIENCE: httpsAudience('https://vault.azure.net'),
    FERRY_TRUST_SIGN_IN: flagText().default('false'),
    FERRY_POLL_MAX_SECONDS: wholeNumberText(firstSeconds, LONGEST_POLL_SECONDS).default(Math.max(60, firstSeconds)),
    FERRY_RUN_DEADLINE_MINUTES: wholeNumberText(1, 10_080).default(720),
    FERRY_STEP_DEADLINE_MINUTES: wholeNumberText(1, 10_080).default(360),
    FERRY_ACCESS_PATIENCE_MINUTES: wholeNumberText(0, 60).default(10),
    FERRY_CLOCK_SKEW_MINUTES: wholeNumberText(0, 60).default(15),
    FERRY_VERIFICATION_SECONDS: wholeNumberText(0, 3_600).default(300),
    FERRY_BATCHES_AT_ONCE: wholeNumberText(1, 100).default(20),
    FERRY_EXPORTS_AT_ONCE: wholeNumberText(1, 100).default(10),
    FERRY_IMPORTS_AT_ONCE: wholeNumberText(1, 100).default(5),
    FERRY_REGISTRY_READS_PER_MINUTE: wholeNumberText(FEWEST_READS, 100_000).default(DEFAULT_READS),
    FERRY_MAX_BODY_KIB: wholeNumberText(1, 10_240).default(256),
  });
}

function httpsAudience(fallback: string) {
  return text(/^https:\/\/[^?#@\s]+$/, `a token audience, like ${fallback}`).default(fallback);
}

function flagText() {
  return expecting(z.enum(['true', 'false']), { expected: 'true or false' });
}

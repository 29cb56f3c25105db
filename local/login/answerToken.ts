import { createToken } from '../identity/createToken';
import type { Platform } from '../platform';
import { type AppRegistration, isSecretOf } from './appRegistration';
import { checkAssertion } from './assertion';
import { EntraError } from './entraError';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_SECONDS = 3_599;

/** One request for a token. */
export interface TokenRequest {
  tenantId: string;
  form: URLSearchParams;
  /** `https://{authority}` */
  origin: string;
}

/**
 * OAuth's client credentials grant, as Microsoft Entra ID answers it; returns the body of the 200.
 *
 * @throws EntraError where it gives no token.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function answerToken(
  platform: Pick<Platform, 'now'>,
  registrations: readonly AppRegistration[],
  { tenantId, form, origin }: TokenRequest,
): Record<string, unknown> {
  const grant = form.get('grant_type');
  if (grant !== 'client_credentials') {
    throw new EntraError(
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${grant}'.`,
    );
  }
  const ofTenant = registrations.filter((each) => each.tenantId.toLowerCase() === tenantId.toLowerCase());
  if (ofTenant.length === 0) {
    throw new EntraError(400, 'invalid_request', 90002, `Tenant '${tenantId}' not found.`);
  }
  const clientId = form.get('client_id') ?? '';
  const registration = ofTenant.find((each) => each.clientId.toLowerCase() === clientId.toLowerCase());
  if (!registration) {
    const message = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`;
    throw new EntraError(400, 'unauthorized_client', 700016, message);
  }
  const endpoint = `${origin}/${tenantId}`;
  const audiences = [`${endpoint}/oauth2/v2.0/token`, `${endpoint}/v2.0`];
  const now = Math.floor(platform.now() / 1000);
  authenticate(registration, form, { audiences, now });
  const token = createToken(platform, {
    audience: audienceIn(form.get('scope') ?? ''),
    principalId: registration.principalId,
    tenantId: registration.tenantId,
    clientId: registration.clientId,
    lifetimeSeconds: LIFETIME_SECONDS,
  });
  return { token_type: 'Bearer', expires_in: LIFETIME_SECONDS, ext_expires_in: LIFETIME_SECONDS, access_token: token };
}

function authenticate(
  registration: AppRegistration,
  form: URLSearchParams,
  context: { audiences: readonly string[]; now: number },
): void {
  const assertion = form.get('client_assertion');
  if (assertion !== null && form.get('client_assertion_type') === ASSERTION_TYPE) {
    return checkAssertion(registration, assertion, context);
  }
  const secret = form.get('client_secret');
  const { clientId, secretExpires } = registration;
  if (secret === null) {
    const message = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    throw new EntraError(401, 'invalid_client', 7000218, message);
  }
  if (!isSecretOf(registration, secret)) {
    const message = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`;
    throw new EntraError(401, 'invalid_client', 7000215, message);
  }
  if (secretExpires !== undefined && Date.parse(secretExpires) / 1000 < context.now) {
    const message = `The provided client secret keys for app '${clientId}' are expired.`;
    throw new EntraError(401, 'invalid_client', 7000222, message);
  }
}

/** Of `https://management.azure.com//.default`, the audience is all that stands before the last slash. */
function audienceIn(scope: string): string {
  const wanted = scope.split(' ').find((each) => each.endsWith('/.default'));
  if (wanted === undefined) {
    const message = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.`;
    throw new EntraError(400, 'invalid_scope', 1002012, message);
  }
  return wanted.slice(0, -'/.default'.length);
}

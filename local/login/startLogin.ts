import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admin } from '../admin/createAdmin';
import { createRequestGate } from '../admin/createRequestGate';
import { answerJson, readBody } from '../http/answer';
import { type RunningServer, startServer, type TlsFiles } from '../http/startServer';
import type { Platform } from '../platform';
import { answerToken } from './answerToken';
import { describeEntraError, EntraError } from './entraError';

const CONFIGURATION = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i;
const TOKEN = /^\/([^/]+)\/oauth2\/v2\.0\/token$/i;

/**
 * Microsoft Entra ID's authority over TLS, for app registrations alone: where it is, and tokens by client credentials.
 * Who is registered, the admin endpoint says.
 *
 * @param options.port 0 takes any free port.
 */
export async function startLogin(
  platform: Platform,
  options: { port: number; tls: TlsFiles; admin: Admin },
): Promise<RunningServer> {
  const { port, tls, admin } = options;
  const gate = createRequestGate(admin, { plane: 'login' });
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { origin, pathname } = new URL(request.url ?? '/', `https://${request.headers.host ?? 'localhost'}`);
    const [, configured] = CONFIGURATION.exec(pathname) ?? [];
    const step = configured === undefined ? 'login.token' : 'login.configuration';
    if (!(await gate(request, response, step))) return;
    const body = (await readBody(request)).toString('utf8');
    if (configured !== undefined) return answerJson(response, 200, configurationOf(origin, configured));
    const [, tenantId] = TOKEN.exec(pathname) ?? [];
    if (tenantId === undefined || request.method !== 'POST') {
      return answerJson(response, 404, {
        error: 'invalid_request',
        error_description: `There is nothing at ${pathname}.`,
      });
    }
    try {
      const asked = { tenantId, form: new URLSearchParams(body), origin };
      answerJson(response, 200, answerToken(platform, admin.registrations.list(), asked));
    } catch (error) {
      if (!(error instanceof EntraError)) throw error;
      const ids = { traceId: platform.newId(), correlationId: platform.newId(), now: platform.now() };
      answerJson(response, error.status, describeEntraError(error, ids));
    }
  };
  return startServer({ name: 'Login authority', port, tls, listener });
}

/** https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#sample-response */
function configurationOf(origin: string, tenantId: string): Record<string, unknown> {
  const base = `${origin}/${tenantId}`;
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    tenant_region_scope: null,
  };
}

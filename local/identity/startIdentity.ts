import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admin } from '../admin/createAdmin';
import { createRequestGate } from '../admin/createRequestGate';
import { answerJson } from '../http/answer';
import { type RunningServer, startServer } from '../http/startServer';
import { STACK_NAMES } from '../stackNames';
import type { Platform } from '../platform';
import { createToken } from './createToken';

const API_VERSION = '2019-08-01';
/** Audiences of the tokens that app registrations trust, one for each cloud. */
const FEDERATION = 'api://AzureADTokenExchange';

/**
 * Issuer of the tokens of a managed identity for app registrations.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export function issuerOf(tenantId: string = STACK_NAMES.tenantId): string {
  return `https://login.microsoftonline.com/${tenantId}/v2.0`;
}

export interface IdentityOptions {
  /** 0 takes any free port. */
  port: number;
  /** What `X-IDENTITY-HEADER` must hold: the app's IDENTITY_HEADER. */
  header: string;
  tenantId?: string;
  /** Object id of the system-assigned identity. */
  principalId?: string;
  /** User-assigned identities: client id → object id. */
  userAssigned?: Record<string, string>;
  tokenLifetimeSeconds?: number;
  admin?: Admin;
}

/**
 * App Service's managed-identity endpoint, as `ManagedIdentityCredential` calls it.
 *
 * Answers the running server and `endpoint`, the app's IDENTITY_ENDPOINT.
 * Source: learn.microsoft.com/azure/app-service/overview-managed-identity (REST endpoint reference).
 */
export async function startIdentity(
  platform: Platform,
  options: IdentityOptions,
): Promise<RunningServer & { endpoint: string }> {
  const gate = options.admin && createRequestGate(options.admin, { plane: 'identity' });
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (gate && !(await gate(request, response, 'identity.token'))) return;
    const { status, body } = answerToken(platform, request, options);
    answerJson(response, status, body);
  };
  const server = await startServer({ name: 'Identity endpoint', port: options.port, listener });
  return { ...server, endpoint: `${server.origin}/msi/token` };
}

function answerToken(
  platform: Platform,
  request: IncomingMessage,
  options: IdentityOptions,
): { status: number; body: unknown } {
  const url = new URL(request.url ?? '/', 'http://identity');
  if (request.method !== 'GET' || !/^\/msi\/token\/?$/i.test(url.pathname)) {
    return refuse(404, `There is nothing at ${request.method} ${url.pathname}. Tokens are at GET /msi/token.`);
  }
  const header = request.headers['x-identity-header'];
  if (header === undefined) return refuse(400, 'The header X-IDENTITY-HEADER is missing.');
  if (header !== options.header)
    return refuse(401, 'The header X-IDENTITY-HEADER does not hold the value of IDENTITY_HEADER.');
  const version = url.searchParams.get('api-version');
  if (version !== API_VERSION) {
    const found = version === null ? 'missing' : `"${version}"`;
    return refuse(400, `The query parameter api-version is ${found}; expected ${API_VERSION}.`);
  }
  const resource = url.searchParams.get('resource');
  if (resource === null || resource === '') return refuse(400, 'The query parameter resource is missing.');
  const clientId = url.searchParams.get('client_id');
  const principalId = findPrincipal(options, clientId);
  if (principalId === undefined) return refuse(400, `No managed identity was found for client_id ${clientId}.`);
  return { status: 200, body: describeToken(platform, options, { resource, principalId, clientId }) };
}

function findPrincipal(options: IdentityOptions, clientId: string | null): string | undefined {
  return clientId === null ? (options.principalId ?? STACK_NAMES.appPrincipalId) : options.userAssigned?.[clientId];
}

function describeToken(
  platform: Platform,
  options: IdentityOptions,
  asked: { resource: string; principalId: string; clientId: string | null },
) {
  const { resource, principalId, clientId } = asked;
  const lifetimeSeconds = options.tokenLifetimeSeconds ?? 24 * 60 * 60;
  const now = Math.floor(platform.now() / 1000);
  const token = createToken(platform, {
    audience: resource,
    principalId,
    lifetimeSeconds,
    clientId: clientId ?? principalId,
    ...(resource.startsWith(FEDERATION) && { issuer: issuerOf(options.tenantId) }),
    ...(options.tenantId === undefined ? {} : { tenantId: options.tenantId }),
  });
  return {
    access_token: token,
    client_id: clientId ?? principalId,
    expires_on: String(now + lifetimeSeconds),
    not_before: String(now - 60),
    resource,
    token_type: 'Bearer',
  };
}

function refuse(status: number, message: string): { status: number; body: unknown } {
  return { status, body: { statusCode: status, message } };
}

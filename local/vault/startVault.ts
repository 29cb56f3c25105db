import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admin } from '../admin/createAdmin';
import { createRequestGate } from '../admin/createRequestGate';
import { answerJson, readBody } from '../http/answer';
import { type RunningServer, startServer, type TlsFiles } from '../http/startServer';
import { readToken } from '../identity/createToken';
import { STACK_NAMES } from '../stackNames';
import type { Platform } from '../platform';
import { type AccessPolicy, letsByPolicy, permissionOf } from './accessPolicies';
import { answerSecrets } from './answerSecrets';
import { SecretStore } from './secretStore';
import { VaultError } from './vaultError';

const READERS = ['Key Vault Secrets User', 'Key Vault Secrets Officer', 'Key Vault Administrator'];
const WRITERS = ['Key Vault Secrets Officer', 'Key Vault Administrator'];

export interface VaultOptions {
  /** 0 takes any free port. */
  port: number;
  tls: TlsFiles;
  folder: string;
  /** Audience that tokens must have; also the challenge's resource. */
  audience?: string;
  admin?: Admin;
  /** Whether callers need `Key Vault Secrets User`, or `Officer` to write, at the vault's URI or the secret's; otherwise any token will do. */
  checkRoles?: boolean;
  /** The vault's access policies where these count, and not roles. */
  accessPolicies?(): readonly AccessPolicy[] | undefined;
}

/**
 * Key Vault's secrets (set, get, versions, list, delete) over TLS, as @azure/keyvault-secrets calls them.
 *
 * A request without a token is challenged with 401; the challenge names the audience.
 * Source: learn.microsoft.com/rest/api/keyvault/secrets, …/general/authentication-requests-and-responses.
 */
export async function startVault(platform: Platform, options: VaultOptions): Promise<RunningServer> {
  const store = new SecretStore(platform, options.folder);
  const gate = options.admin && createRequestGate(options.admin, { plane: 'vault' });
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? 'localhost'}`);
    if (gate && !(await gate(request, response, `vault.secrets.${request.method?.toLowerCase()}`))) return;
    const body = (await readBody(request)).toString('utf8');
    try {
      authorize(platform, request, url, options);
      answerJson(response, 200, answerSecrets(platform, store, { method: request.method ?? 'GET', url, body }));
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      const headers = error.status === 401 ? { 'www-authenticate': challenge(options) } : {};
      answerJson(response, error.status, { error: { code: error.code, message: error.message } }, headers);
    }
  };
  return startServer({ name: 'Key Vault', port: options.port, tls: options.tls, listener });
}

function audienceOf(options: VaultOptions): string {
  return options.audience ?? 'https://vault.azure.net';
}

function challenge(options: VaultOptions): string {
  const authority = `https://login.microsoftonline.com/${STACK_NAMES.tenantId}`;
  return `Bearer authorization="${authority}", resource="${audienceOf(options)}"`;
}

function authorize(platform: Platform, request: IncomingMessage, url: URL, options: VaultOptions): void {
  const token = readToken(request.headers.authorization);
  if (!token) {
    throw new VaultError(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.');
  }
  if (token.audience.replace(/\/+$/, '') !== audienceOf(options)) {
    const message = `AKV10022: Invalid audience. Expected ${audienceOf(options)}, found: ${token.audience}.`;
    throw new VaultError(401, 'Unauthorized', message);
  }
  if (token.expires * 1000 < platform.now()) {
    throw new VaultError(401, 'Unauthorized', 'AKV10035: Lifetime validation failed, the token is expired.');
  }
  if (!options.checkRoles) return;
  const policies = options.accessPolicies?.();
  if (policies) {
    const permission = permissionOf(request.method ?? 'GET', url);
    if (letsByPolicy(policies, token.principalId, permission)) return;
    const message = `The user, group or application 'oid=${token.principalId}' does not have secrets ${permission} permission on key vault '${url.host}'.`;
    throw new VaultError(403, 'Forbidden', message);
  }
  const roles = request.method === 'GET' ? READERS : WRITERS;
  const resource = resourceOf(url);
  if (!options.admin?.hasRole(token.principalId, roles, resource)) {
    const message = `Caller is not authorized to perform action on resource. Caller: oid=${token.principalId}. Assign "${roles[0]}" at ${resource}.`;
    throw new VaultError(403, 'Forbidden', message);
  }
}

/** The secret that a request is for, whichever its version, or the vault. */
function resourceOf({ origin, pathname }: URL): string {
  const [kind, name] = pathname.split('/').filter(Boolean);
  return kind === 'secrets' && name !== undefined ? `${origin}/secrets/${name}` : origin;
}

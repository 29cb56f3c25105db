import { answerJson, readBody } from '../../http/answer';
import type { OpenCall } from '../dataPlane/call';
import { RegistryError } from '../dataPlane/registryError';
import { parseScopes, type RegistryAccess } from './access';
import { parseBasic } from './basicCredentials';

/** `POST /oauth2/exchange`: a Microsoft Entra access token for a registry refresh token. */
export async function exchangeToken({ auth, request, response }: OpenCall): Promise<void> {
  const form = await readForm(request);
  const grantType = form.get('grant_type') ?? '';
  if (!['access_token', 'access_token_refresh_token'].includes(grantType)) {
    throw invalid(`grant_type is "${grantType}"; expected access_token.`);
  }
  const token = form.get('access_token');
  if (!token) throw invalid('access_token is missing. Send a Microsoft Entra access token.');
  requireService(form);
  answerJson(response, 200, { refresh_token: auth.exchange(token) });
}

/** `POST /oauth2/token`: a refresh token, or a user name and password, for an access token with the scopes asked for. */
export async function postToken({ auth, request, response }: OpenCall): Promise<void> {
  const form = await readForm(request);
  const service = requireService(form);
  const access = requireScopes(form);
  const grantType = form.get('grant_type') ?? '';
  let principal: string | undefined;
  if (grantType === 'refresh_token') principal = auth.principalOf(form.get('refresh_token') ?? '');
  else if (grantType === 'password') {
    principal = auth.login({ name: form.get('username') ?? '', password: form.get('password') ?? '' });
  } else throw invalid(`grant_type is "${grantType}"; expected refresh_token or password.`);
  if (principal === undefined) throw refused(service);
  const { token, seconds } = auth.issueAccessToken(principal, access);
  const offline = form.get('access_type') === 'offline' ? { refresh_token: auth.issueRefreshToken(principal) } : {};
  answerJson(response, 200, { access_token: token, expires_in: seconds, ...offline });
}

/** `GET /oauth2/token`: an access token for the user name and password in the Authorization header. */
export async function getToken({ auth, request, response, query }: OpenCall): Promise<void> {
  const service = requireService(query);
  const access = requireScopes(query);
  const principal = auth.login(parseBasic(request.headers.authorization));
  if (principal === undefined) throw refused(service);
  const { token, seconds } = auth.issueAccessToken(principal, access);
  const offline = query.get('offline_token') === 'true' ? { refresh_token: auth.issueRefreshToken(principal) } : {};
  answerJson(response, 200, { access_token: token, token, expires_in: seconds, ...offline });
}

async function readForm(request: OpenCall['request']): Promise<URLSearchParams> {
  return new URLSearchParams((await readBody(request, 256 * 1024)).toString('utf8'));
}

function requireService(form: URLSearchParams): string {
  const service = form.get('service');
  if (!service) throw invalid("service is missing. Send the registry's login server, as the challenge names it.");
  return service;
}

function requireScopes(form: URLSearchParams): RegistryAccess[] {
  const scopes = parseScopes(form.getAll('scope'));
  if (!scopes) throw invalid('scope is malformed; expected type:name:action, such as repository:team/app:pull.');
  return scopes;
}

function invalid(message: string): RegistryError {
  return new RegistryError(400, 'UNSUPPORTED', message);
}

function refused(service: string): RegistryError {
  const message = `The credentials are not valid for ${service}. Check user name and password, or get a new refresh token.`;
  return new RegistryError(401, 'UNAUTHORIZED', message, null);
}

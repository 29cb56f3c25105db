import {
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  isRestError,
  RestError,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import type { CloudProfile } from '../../domain/route';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import { registryReach } from '../reach';
import { RecentlyUsed } from './recentlyUsed';
import { renewable, type WithToken } from './renewable';

/** What a registry answered: the value of its JSON, and where its headers say that it goes on. */
export interface RegistryAnswer<T> {
  body: T;
  link?: string;
}

/** Sends reads to one registry, as one identity. */
export interface RegistrySession {
  /**
   * Reads JSON.
   *
   * @param path    with its query, as `/acr/v1/_catalog?n=1000`
   * @param scope   what the access token has to allow, as `repository:team/app:metadata_read`
   * @param schema  of the answer
   *
   * Errors: RestError for any other answer than 200; what the credential throws; an Error where the answer is none that
   * the schema knows.
   */
  read<T>(path: string, scope: string, schema: z.ZodType<T>): Promise<RegistryAnswer<T>>;
}

/** Access tokens that are kept: one page is mostly followed by another of the same repository. */
const MOST_SCOPES = 100;

const refreshSchema = z.object({ refresh_token: z.string() }).transform(({ refresh_token }) => refresh_token);
const accessSchema = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);

/**
 * A session asks for the right token before it reads. The SDK's clients, one for each repository, are refused first, and
 * swap their Entra token for a refresh token each: two requests more for each repository.
 *
 * @see https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
 */
export function createRegistrySession(
  loginServer: string,
  credential: TokenCredential,
  cloud: CloudProfile,
): RegistrySession {
  const { httpClient } = clientOptionsFor(registryReach(cloud, loginServer));
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 }, redirectOptions: { maxRetries: 0 } });
  const withRefreshToken = renewable(exchange, isRefused);
  const accessTokens = new RecentlyUsed<WithToken>(MOST_SCOPES);

  async function send<T>(path: string, changes: Partial<PipelineRequest>, schema: z.ZodType<T>) {
    const request = createPipelineRequest({ url: `https://${loginServer}${path}`, ...changes });
    const response = await pipeline.sendRequest(httpClient, request);
    const { status: statusCode, bodyAsText, headers } = response;
    if (statusCode !== 200) throw new RestError(bodyAsText ?? '', { statusCode, request, response });
    const link = headers.get('link');
    return { body: understood(bodyAsText ?? '', schema), ...(link !== undefined && { link }) };
  }

  async function requestToken(path: string, form: Record<string, string>, schema: z.ZodType<string>): Promise<string> {
    const headers = createHttpHeaders({ 'content-type': 'application/x-www-form-urlencoded' });
    const body = new URLSearchParams({ service: loginServer, ...form }).toString();
    return (await send(path, { method: 'POST', headers, body }, schema)).body;
  }

  async function exchange(): Promise<string> {
    const { token } = (await credential.getToken(scopeOf(cloud.registryAudience))) ?? { token: '' };
    return requestToken('/oauth2/exchange', { grant_type: 'access_token', access_token: token }, refreshSchema);
  }

  function accessTo(scope: string): WithToken {
    const request = (refresh_token: string) =>
      requestToken('/oauth2/token', { grant_type: 'refresh_token', refresh_token, scope }, accessSchema);
    return accessTokens.get(scope, () => renewable(() => withRefreshToken(request), isRefused));
  }

  return {
    read: (path, scope, schema) =>
      accessTo(scope)((token) => {
        const headers = createHttpHeaders({ accept: 'application/json', authorization: `Bearer ${token}` });
        return send(path, { headers }, schema);
      }),
  };
}

function isRefused(error: unknown): boolean {
  return isRestError(error) && error.statusCode === 401;
}

/** A gateway may answer 200 with a page of its own: that says nothing about the registry, and may pass. */
function understood<T>(text: string, schema: z.ZodType<T>): T {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const { success, data } = schema.safeParse(document);
  if (!success) throw new Error('its answer is none that the app understands.');
  return data;
}

import type { IncomingMessage } from 'node:http';
import type { Platform } from '../../platform';
import { RegistryError } from '../dataPlane/registryError';
import { formatScope, grants, type RegistryAccess } from './access';
import { isSameUser, parseBasic, type RegistryUser } from './basicCredentials';
import { checkEntraToken, type EntraPolicy } from './checkEntraToken';
import type { SignedTokens } from './signedTokens';

/** User name that goes with a refresh token used as a password, as `az acr login --expose-token` prints it. */
const TOKEN_USER = '00000000-0000-0000-0000-000000000000';
/** Lifetimes in seconds, as ACR's: three hours and 75 minutes. */
const REFRESH_LIFETIME = 3 * 60 * 60;
const ACCESS_LIFETIME = 75 * 60;

/** Whether the caller of a request has an access. */
export type Grant = (needed: RegistryAccess) => boolean;

/** Who may do what at one registry. */
export class RegistryAuth {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly user: RegistryUser | undefined,
    private readonly entra: EntraPolicy,
    private readonly platform: Platform,
    /** Whether the registry lets a principal do what its token says. */
    private readonly mayAccess: (principal: string, access: RegistryAccess) => boolean = () => true,
  ) {}

  /** Swaps a Microsoft Entra token for a refresh token. Throws RegistryError 401. */
  exchange(entraToken: string): string {
    return this.issueRefreshToken(checkEntraToken(entraToken, this.entra, this.platform.now()));
  }

  issueRefreshToken(principal: string): string {
    return this.tokens.issue({ grant_type: 'refresh_token', sub: principal }, REFRESH_LIFETIME);
  }

  issueAccessToken(principal: string, access: RegistryAccess[]): { token: string; seconds: number } {
    const token = this.tokens.issue({ grant_type: 'access_token', sub: principal, access }, ACCESS_LIFETIME);
    return { token, seconds: ACCESS_LIFETIME };
  }

  /** The principal of a valid refresh token. */
  principalOf(refreshToken: string): string | undefined {
    return this.tokens.check(refreshToken, 'refresh_token')?.sub;
  }

  /** The principal of a user name and password. */
  login(given: RegistryUser | undefined): string | undefined {
    if (!given) return undefined;
    if (given.name === TOKEN_USER) return this.principalOf(given.password);
    return this.user && isSameUser(given, this.user) ? given.name : undefined;
  }

  /**
   * Checks that a request may do what it needs: any login when nothing is needed in particular.
   *
   * @throws RegistryError 401 with the challenge that says where to get a token, and for what.
   */
  authorize(request: IncomingMessage, needed: RegistryAccess | undefined): Grant {
    const authorization = request.headers.authorization;
    const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (bearer === undefined) {
      if (this.login(parseBasic(authorization)) === undefined) throw challenge(request, needed);
      return () => true;
    }
    const claims = this.tokens.check(bearer, 'access_token');
    if (!claims) throw challenge(request, needed, 'invalid_token');
    const grant: Grant = (access) => grants(claims.access ?? [], access) && this.mayAccess(claims.sub ?? '', access);
    if (needed && !grant(needed)) throw challenge(request, needed, 'insufficient_scope');
    return grant;
  }
}

function challenge(request: IncomingMessage, needed: RegistryAccess | undefined, error?: string): RegistryError {
  const host = request.headers.host ?? '';
  const parts = [`realm="https://${host}/oauth2/token"`, `service="${host}"`];
  if (needed) parts.push(`scope="${formatScope(needed)}"`);
  if (error !== undefined) parts.push(`error="${error}"`);
  const message = 'authentication required, visit https://aka.ms/acr/authorization for more information.';
  const detail = (needed?.actions ?? []).map((action) => ({ Type: needed?.type, Name: needed?.name, Action: action }));
  return new RegistryError(401, 'UNAUTHORIZED', message, needed ? detail : null, {
    'www-authenticate': `Bearer ${parts.join(',')}`,
  });
}

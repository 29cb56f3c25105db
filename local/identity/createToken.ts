import { STACK_NAMES } from '../stackNames';
import type { Platform } from '../platform';

export interface TokenClaims {
  /** The resource that the token is for, as `https://storage.azure.com`. */
  audience: string;
  /** Object id of the identity. */
  principalId: string;
  tenantId?: string;
  clientId?: string;
  /** Default: the issuer of the tokens of Azure's own services. */
  issuer?: string;
  /** Default 24 hours; a negative number makes a token that has expired already. */
  lifetimeSeconds?: number;
}

/** What the stack's services read from a token. */
export interface ReadToken {
  audience: string;
  principalId: string;
  /** Seconds since 1970. */
  expires: number;
}

/**
 * An access token as Entra ID would issue it, but unsigned: Azurite with `--oauth basic` and the emulated services check
 * its claims only. Valid on this machine only.
 */
export function createToken(platform: Pick<Platform, 'now'>, claims: TokenClaims): string {
  const { audience, principalId, tenantId = STACK_NAMES.tenantId, lifetimeSeconds = 24 * 60 * 60 } = claims;
  const now = Math.floor(platform.now() / 1000);
  const payload = {
    aud: audience,
    iss: claims.issuer ?? `https://sts.windows.net/${tenantId}/`,
    iat: now - 60,
    nbf: now - 60,
    exp: now + lifetimeSeconds,
    oid: principalId,
    sub: principalId,
    tid: tenantId,
    appid: claims.clientId ?? principalId,
    idtyp: 'app',
    ver: '1.0',
  };
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`;
}

/** Reads the bearer token of an `Authorization` header; undefined when there is none, or it cannot be read. */
export function readToken(authorization: string | undefined): ReadToken | undefined {
  const [, payload] = /^bearer\s+[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization ?? '') ?? [];
  if (payload === undefined) return undefined;
  try {
    const { aud, oid, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    if (typeof aud !== 'string' || typeof oid !== 'string' || typeof exp !== 'number') return undefined;
    return { audience: aud, principalId: oid, expires: exp };
  } catch {
    return undefined;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

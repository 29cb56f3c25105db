import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createAtomically } from '../../files/writeAtomically';
import type { Platform } from '../../platform';
import type { RegistryAccess } from './access';
import { decodeJwt, encodeJwtPart } from './jwt';

/** Claims of the registry's own tokens. */
export interface RegistryClaims {
  grant_type: 'refresh_token' | 'access_token';
  /** Who the token was issued to. */
  sub: string;
  /** Seconds since the epoch. */
  exp: number;
  access?: RegistryAccess[];
}

/** Issues and checks the registry's own tokens: JWTs, HS256. */
export interface SignedTokens {
  /** `lifetime` in seconds. */
  issue(claims: Omit<RegistryClaims, 'exp'>, lifetime: number): string;
  /** The claims of a valid token of that kind; undefined for anything else. */
  check(token: string, kind: RegistryClaims['grant_type']): RegistryClaims | undefined;
}

/** Opens the token signer of one registry. Its key is made on first use and kept, so that tokens outlive a restart. */
export async function openSignedTokens(folder: string, loginServer: string, platform: Platform): Promise<SignedTokens> {
  const key = await readOrCreateKey(path.join(folder, 'token.key'), platform);
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    issue(claims, lifetime) {
      const now = Math.floor(platform.now() / 1000);
      const dated = { iat: now, nbf: now, exp: now + lifetime, jti: platform.newId() };
      const payload = { iss: 'Azure Container Registry', aud: loginServer, ...dated, ...claims };
      const text = `${encodeJwtPart({ alg: 'HS256', typ: 'JWT' })}.${encodeJwtPart(payload)}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    check(token, kind) {
      const end = token.lastIndexOf('.');
      const signature = Buffer.from(token.slice(end + 1), 'base64url');
      const expected = sign(token.slice(0, Math.max(end, 0)));
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
      const claims = decodeJwt(token) as unknown as (RegistryClaims & { aud: string }) | undefined;
      const valid = claims?.grant_type === kind && claims.aud === loginServer && claims.exp > platform.now() / 1000;
      return valid ? claims : undefined;
    },
  };
}

async function readOrCreateKey(file: string, platform: Platform): Promise<Buffer> {
  const temporary = `${file}.${platform.newId()}`;
  await createAtomically(file, randomBytes(32), { temporary, mode: 0o600 });
  return readFile(file);
}

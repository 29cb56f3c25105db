import { RegistryError } from '../dataPlane/registryError';
import { decodeJwt } from './jwt';

const ARM_AUDIENCES = [
  'https://management.azure.com',
  'https://management.core.windows.net',
  'https://management.usgovcloudapi.net',
  'https://management.core.usgovcloudapi.net',
  'https://management.chinacloudapi.cn',
  'https://management.core.chinacloudapi.cn',
];

/** Which Entra tokens a registry takes. */
export interface EntraPolicy {
  /** The registry's own token audience. */
  audience: string;
  /** Refuses tokens for Azure Resource Manager, as a registry with `azureADAuthenticationAsArmPolicy` disabled does. */
  refuseArmAudience: boolean;
}

/**
 * Checks a Microsoft Entra token: audience and lifetime; the signature is not checked, as the local identity signs
 * nothing. Answers the object id of its principal.
 *
 * @param now milliseconds since 1970. @throws RegistryError 401 saying what is wrong with it.
 */
export function checkEntraToken(token: string, { audience, refuseArmAudience }: EntraPolicy, now: number): string {
  const claims = decodeJwt(token);
  if (!claims) throw refused('The access token is not a JWT. Send a Microsoft Entra access token.');
  const expiry = Number(claims['exp']);
  if (!(expiry * 1000 > now)) throw refused('The access token has expired. Get a new one.');
  const given = withoutSlash(String(claims['aud']));
  const isArm = ARM_AUDIENCES.includes(given);
  if (isArm && refuseArmAudience) {
    throw refused(`This registry refuses tokens for ${given}. Get one for ${audience}.`);
  }
  if (!isArm && given !== withoutSlash(audience)) {
    throw refused(`The access token is for ${given}. Get one for ${audience}.`);
  }
  return String(claims['oid'] ?? claims['sub'] ?? 'unknown');
}

function withoutSlash(audience: string): string {
  return audience.replace(/\/+$/, '');
}

function refused(message: string): RegistryError {
  return new RegistryError(401, 'UNAUTHORIZED', message, null);
}

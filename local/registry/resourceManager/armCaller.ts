import { readToken } from '../../identity/createToken';
import { ArmError } from './armError';

export const ARM_AUDIENCES = ['https://management.azure.com', 'https://management.core.windows.net'];

/**
 * The object id of the caller. @param now milliseconds since 1970.
 *
 * @throws ArmError 401 as Resource Manager words it, when the token is missing, for another audience, or expired.
 */
export function authorizeArmCaller(authorization: string | undefined, audiences: string[], now: number): string {
  if (authorization === undefined) {
    throw refuse('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  }
  const token = readToken(authorization);
  if (!token) {
    throw refuse('InvalidAuthenticationToken', 'The access token is invalid.');
  }
  if (!audiences.some((audience) => trim(audience) === trim(token.audience))) {
    const allowed = audiences.map((audience) => `'${audience}'`).join(',');
    const message = `The access token has been obtained for wrong audience or resource '${token.audience}'. It should exactly match with one of the allowed audiences ${allowed}.`;
    throw refuse('InvalidAuthenticationTokenAudience', message);
  }
  if (token.expires * 1000 < now) {
    const expiry = new Date(token.expires * 1000).toISOString();
    const message = `The access token expiry UTC time '${expiry}' is earlier than current UTC time '${new Date(now).toISOString()}'.`;
    throw refuse('ExpiredAuthenticationToken', message);
  }
  return token.principalId;
}

function refuse(code: string, message: string): ArmError {
  const challenge = `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="${message}"`;
  return new ArmError(401, code, message, { 'www-authenticate': challenge });
}

function trim(audience: string): string {
  return audience.replace(/\/+$/, '');
}

import type { Admin } from '../admin/createAdmin';
import { ArmError } from '../registry/resourceManager/armError';
import type { Platform } from '../platform';
import { requireAction } from './callerRoles';
import type { ProviderPath } from './providerPath';

/** A management request to one of the providers, whose caller is known. */
export interface ProviderRequest {
  platform: Platform;
  method: string;
  /** Absolute, with the host that the caller used. */
  url: URL;
  path: ProviderPath;
  /** Object id of the caller. */
  principalId: string;
  body: unknown;
  admin: Admin;
  /** Whether the caller needs roles. */
  checkRoles: boolean;
}

/** @throws ArmError 403 unless the caller may, where callers need roles. */
export function requireRight({ admin, principalId, checkRoles }: ProviderRequest, action: string, scope: string): void {
  if (checkRoles) requireAction(admin.roles, principalId, action, scope);
}

/** @throws ArmError 400 without one. Versions themselves are not told apart: a newer one adds to these resources. */
export function requireApiVersion({ url }: ProviderRequest): void {
  const version = url.searchParams.get('api-version');
  if (version !== null && /^\d{4}-\d\d-\d\d(?:-preview)?$/.test(version)) return;
  const message = 'The api-version query parameter (?api-version=) is required for all requests.';
  throw new ArmError(400, 'MissingApiVersionParameter', message);
}

export function notAllowed({ method }: ProviderRequest): ArmError {
  return new ArmError(405, 'MethodNotAllowed', `The requested resource does not support http method '${method}'.`);
}

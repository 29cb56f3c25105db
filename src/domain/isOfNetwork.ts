import type { AccessDeniedError } from './failures/errors';

/**
 * Whether storage refuses by its network rules, and not for want of a role or of a right in a SAS: those have codes of their own.
 * Source: https://learn.microsoft.com/azure/storage/common/storage-network-security and …/rest/api/storageservices/common-rest-api-error-codes
 */
export function isOfNetwork({ serviceCode }: Pick<AccessDeniedError, 'serviceCode'>): boolean {
  return serviceCode === 'AuthorizationFailure';
}

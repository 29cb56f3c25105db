/**
 * Whether storage refused for want of a role: of its codes only this one tells. What they say: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
 *
 * @param refused  with the service's own code
 */
export function lacksDataRole({ serviceCode }: { readonly serviceCode?: string }): boolean {
  return serviceCode === 'AuthorizationPermissionMismatch';
}

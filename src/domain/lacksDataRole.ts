/**
 * Whether storage refused for want of a role: of its codes only this one tells. What they say: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
 *
 * @param words  the service's own
 */
export function lacksDataRole(words: string): boolean {
  return /\bAuthorizationPermissionMismatch\b/.test(words);
}

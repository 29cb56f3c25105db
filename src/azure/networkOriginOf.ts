/**
 * The host that MSAL sends requests to where it is given an authority by another one of its names; it knows these by itself.
 *
 * @see https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/dev/lib/msal-common/src/authority/AuthorityMetadata.ts
 */
const NETWORK_HOSTS: ReadonlyMap<string, string> = new Map([
  ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
  ['login.windows.net', 'login.microsoftonline.com'],
  ['login.microsoft.com', 'login.microsoftonline.com'],
  ['sts.windows.net', 'login.microsoftonline.com'],
  ['login.usgovcloudapi.net', 'login.microsoftonline.us'],
]);

/** The origin that MSAL really sends the requests of an authority to, where that is another one than the authority's own. */
export function networkOriginOf(loginEndpoint: string): string | undefined {
  const host = NETWORK_HOSTS.get(new URL(loginEndpoint).host);
  return host && `https://${host}`;
}

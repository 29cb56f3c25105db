/** A token credential as the Azure SDK takes it. */
export interface DemoCredential {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>;
}

/** Gets tokens from the stack's managed-identity endpoint, as the app does. */
export function identityCredential({ endpoint, header }: { endpoint: string; header: string }): DemoCredential {
  return {
    async getToken(scopes) {
      const url = new URL(endpoint);
      url.searchParams.set('api-version', '2019-08-01');
      url.searchParams.set('resource', String([scopes].flat()[0]).replace(/\/\.default$/, ''));
      const response = await fetch(url, { headers: { 'x-identity-header': header } });
      if (!response.ok) {
        throw new Error(`The identity endpoint ${endpoint} answered ${response.status}. Start the stack again.`);
      }
      const { access_token: token, expires_on: expiry } = (await response.json()) as Record<string, string>;
      return { token: token ?? '', expiresOnTimestamp: Number(expiry) * 1000 };
    },
  };
}

import type { Route, RouteEnd } from '../route';

/**
 * Whether a secret is in a vault that the app may show its token: one that a secret of the route names, or one below the vaults' own domain,
 * where names are given out by the service alone.
 *
 * @param vaultAudience  as `https://vault.azure.net`: vaults of the same cloud are below it
 */
export function isKnownVault(
  { source, target }: Pick<Route, 'source' | 'target'>,
  secretUri: string,
  vaultAudience: string,
): boolean {
  if (!URL.canParse(secretUri)) return false;
  const { protocol, hostname, port, origin } = new URL(secretUri);
  if (protocol !== 'https:') return false;
  const named = [source, target].flatMap((end) => (end ? secretsOf(end) : []));
  if (named.some((uri) => new URL(uri).origin === origin)) return true;
  return port === '' && URL.canParse(vaultAudience) && hostname.endsWith(`.${new URL(vaultAudience).hostname}`);
}

/** What the routes file itself names. */
function secretsOf({ pipelineSettings, sasSecretUri, credential }: RouteEnd): string[] {
  const ofCredential =
    credential.type === 'clientSecret'
      ? credential.secretUri
      : credential.type === 'certificate'
        ? credential.certificateUri
        : undefined;
  return [pipelineSettings?.secretUri, sasSecretUri, ofCredential].filter((uri) => uri !== undefined);
}

import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import { vaultReach } from '../reach';

/** A secret as a client names it; without a version, the latest. */
export interface SecretPlace {
  client: SecretClient;
  name: string;
  version?: string;
}

/** Finds the client of a secret's vault, by the secret's URI: `https://{vault}/secrets/{name}[/{version}]`. */
export type FindSecret = (secretUri: string) => SecretPlace;

/**
 * Tokens are for `vaultAudience` alone: the SDK would take the audience from the vault's own challenge, and check it by a domain name
 * that vaults of private clouds may lack.
 */
export function createFindSecret(appCredential: TokenCredential, vaultAudience: string): FindSecret {
  const credential: TokenCredential = {
    getToken: (_, options) => appCredential.getToken(scopeOf(vaultAudience), options),
  };
  const clients = new Map<string, SecretClient>();
  return (secretUri) => {
    const uri = new URL(secretUri);
    const [, , name = '', version] = uri.pathname.split('/');
    const client =
      clients.get(uri.origin) ??
      new SecretClient(uri.origin, credential, {
        ...clientOptionsFor(vaultReach(uri.origin)),
        disableChallengeResourceVerification: true,
      });
    clients.set(uri.origin, client);
    return { client, name, ...(version !== undefined && version !== '' && { version }) };
  };
}

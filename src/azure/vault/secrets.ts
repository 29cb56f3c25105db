import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { FerryError, SecretUnavailableError, ServiceUnavailableError } from '../../domain/failures/errors';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import { verdictOf } from '../../domain/weather';
import { vaultReach } from '../reach';
import { serviceWords } from '../serviceError';

/** Reads a secret by its URI, `https://{vault}/secrets/{name}[/{version}]`; without a version, the latest. */
export type ReadSecret = (secretUri: string) => Promise<string>;

/**
 * Secrets are read where they are needed and kept nowhere, with tokens for `vaultAudience` alone: the SDK would take
 * the audience from the vault's own challenge, and check it by a domain name that vaults of private clouds may lack.
 *
 * Errors: EndpointNotAllowedError, SecretUnavailableError, ServiceUnavailableError.
 */
export function createReadSecret(appCredential: TokenCredential, vaultAudience: string): ReadSecret {
  const credential: TokenCredential = {
    getToken: (_, options) => appCredential.getToken(scopeOf(vaultAudience), options),
  };
  const clients = new Map<string, SecretClient>();
  return async (secretUri) => {
    const uri = new URL(secretUri);
    const [, , name = '', version] = uri.pathname.split('/');
    const client =
      clients.get(uri.origin) ??
      new SecretClient(uri.origin, credential, {
        ...clientOptionsFor(vaultReach(uri.origin)),
        disableChallengeResourceVerification: true,
      });
    clients.set(uri.origin, client);
    try {
      const { value } = await client.getSecret(name, version === undefined || version === '' ? {} : { version });
      if (value === undefined || value === '') throw new SecretUnavailableError(secretUri, { words: 'it is empty' });
      return value;
    } catch (error) {
      if (error instanceof FerryError) throw error;
      const said = serviceWords(error);
      if (verdictOf(said) === 'weather') throw new ServiceUnavailableError(`read the secret ${secretUri}`, said);
      throw new SecretUnavailableError(secretUri, said);
    }
  };
}

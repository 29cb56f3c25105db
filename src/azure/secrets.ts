import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { SecretUnavailableError, ServiceUnavailableError } from '../transfer/errors';
import { serviceWords } from './serviceError';

/** Reads a secret by its URI, `https://{vault}/secrets/{name}[/{version}]`; without a version, the latest. */
export type ReadSecret = (secretUri: string) => Promise<string>;

/**
 * Secrets are read where they are needed and kept nowhere.
 *
 * Errors: SecretUnavailableError, ServiceUnavailableError.
 */
export function createReadSecret(credential: TokenCredential): ReadSecret {
  const clients = new Map<string, SecretClient>();
  return async (secretUri) => {
    const uri = new URL(secretUri);
    const [, , name = '', version] = uri.pathname.split('/');
    const client = clients.get(uri.origin) ?? new SecretClient(uri.origin, credential);
    clients.set(uri.origin, client);
    try {
      const { value } = await client.getSecret(name, version === undefined || version === '' ? {} : { version });
      if (value === undefined || value === '') throw new SecretUnavailableError(secretUri, { words: 'it is empty' });
      return value;
    } catch (error) {
      if (error instanceof SecretUnavailableError) throw error;
      const said = serviceWords(error);
      if (said.status === undefined || said.status >= 500 || [408, 429].includes(said.status)) {
        throw new ServiceUnavailableError(`read the secret ${secretUri}`, said);
      }
      throw new SecretUnavailableError(secretUri, said);
    }
  };
}

import type { TokenCredential } from '@azure/identity';
import { FerryError, SecretUnavailableError, ServiceUnavailableError } from '../../domain/failures/errors';
import { verdictOf } from '../../domain/weather';
import { serviceWords } from '../serviceError';
import { createFindSecret } from './secretClients';

/** Reads a secret by its URI, `https://{vault}/secrets/{name}[/{version}]`; without a version, the latest. */
export type ReadSecret = (secretUri: string) => Promise<string>;

/**
 * Secrets are read where they are needed and kept nowhere, with tokens for `vaultAudience` alone.
 *
 * Errors: EndpointNotAllowedError, SecretUnavailableError, ServiceUnavailableError.
 */
export function createReadSecret(appCredential: TokenCredential, vaultAudience: string): ReadSecret {
  const findSecret = createFindSecret(appCredential, vaultAudience);
  return async (secretUri) => {
    const { client, name, version } = findSecret(secretUri);
    try {
      const { value } = await client.getSecret(name, version === undefined ? {} : { version });
      if (value === undefined || value === '') throw new SecretUnavailableError(secretUri, { words: 'it is empty' });
      return value;
    } catch (error) {
      throw error instanceof FerryError ? error : readError(error, secretUri);
    }
  };
}

/** Why a secret cannot be read. */
export function readError(error: unknown, secretUri: string): SecretUnavailableError | ServiceUnavailableError {
  const said = serviceWords(error);
  if (verdictOf(said) === 'weather') return new ServiceUnavailableError(`read the secret ${secretUri}`, said);
  return new SecretUnavailableError(secretUri, said);
}

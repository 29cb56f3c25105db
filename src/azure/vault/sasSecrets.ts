import type { TokenCredential } from '@azure/identity';
import { FerryError, SecretUnwritableError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { SasSecrets } from '../../domain/ports/sasSecrets';
import { verdictOf } from '../../domain/weather';
import { codeOf, serviceWords } from '../serviceError';
import { createFindSecret } from './secretClients';
import { readError } from './secrets';

/**
 * Secrets of the app's own making. A read asks for the secret itself, value and properties at once: that needs no right but `get`, whereas
 * properties alone are only listed.
 *
 * @see https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret
 */
export function createSasSecrets(appCredential: TokenCredential, vaultAudience: string): SasSecrets {
  const findSecret = createFindSecret(appCredential, vaultAudience);
  return {
    async read(secretUri) {
      const { client, name, version: named } = findSecret(secretUri);
      try {
        const { value = '', properties } = await client.getSecret(name, named === undefined ? {} : { version: named });
        const { version = '', tags = {}, notBefore, expiresOn } = properties;
        return {
          ...{ value, version, tags },
          ...(notBefore && { startsAt: notBefore.getTime() }),
          ...(expiresOn && { expiresAt: expiresOn.getTime() }),
        };
      } catch (error) {
        if (codeOf(error) === 'SecretNotFound') return undefined;
        throw error instanceof FerryError ? error : readError(error, secretUri);
      }
    },
    async store(secretUri, value, { tags, startsAt, expiresAt }) {
      const { client, name } = findSecret(secretUri);
      const [notBefore, expiresOn] = [new Date(startsAt), new Date(expiresAt)];
      try {
        const { properties } = await client.setSecret(name, value, { tags: { ...tags }, notBefore, expiresOn });
        return properties.version ?? '';
      } catch (error) {
        if (error instanceof FerryError) throw error;
        const said = serviceWords(error);
        if (verdictOf(said) === 'weather') throw new ServiceUnavailableError(`write the secret ${secretUri}`, said);
        throw new SecretUnwritableError(secretUri, said);
      }
    },
  };
}

import type { TokenCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { SecretUnavailableError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { SecretFacts, SecretLook } from '../../domain/ports/secretFacts';
import { isAbsence, verdictOf } from '../../domain/weather';
import { CLIENT_OPTIONS, scopeOf } from '../clientOptions';
import { serviceWords } from '../serviceError';

/** `{"error":{"code":"Forbidden","innererror":{"code":"SecretDisabled"}}}`: https://github.com/hashicorp/terraform-provider-azurerm/issues/20459 */
const DISABLED = /\bSecretDisabled\b|not allowed on a disabled secret/i;

/** Tokens are for `vaultAudience` alone, as those of createReadSecret. */
export function createSecretFacts(appCredential: TokenCredential, vaultAudience: string): SecretFacts {
  const credential: TokenCredential = {
    getToken: (_, options) => appCredential.getToken(scopeOf(vaultAudience), options),
  };
  return {
    async look(secretUri) {
      const uri = new URL(secretUri);
      const [, , name = '', version = ''] = uri.pathname.split('/');
      const options = { ...CLIENT_OPTIONS, disableChallengeResourceVerification: true };
      const client = new SecretClient(uri.origin, credential, options);
      try {
        const { value = '', properties } = await client.getSecret(name, version === '' ? {} : { version });
        const { expiresOn, notBefore, tags = {} } = properties;
        return {
          state: 'there',
          value,
          ...(expiresOn && { expires: expiresOn.getTime() }),
          ...(notBefore && { notBefore: notBefore.getTime() }),
          tags,
        };
      } catch (error) {
        return refusalOf(error, secretUri);
      }
    },
  };
}

function refusalOf(error: unknown, secretUri: string): SecretLook {
  const said = serviceWords(error);
  if (isAbsence(said)) return { state: 'absent', words: said.words };
  if (said.status === 403 && DISABLED.test([said.words, ...(said.codes ?? [])].join(' '))) {
    return { state: 'disabled', words: said.words };
  }
  if (verdictOf(said) === 'weather') throw new ServiceUnavailableError(`read the secret ${secretUri}`, said);
  throw new SecretUnavailableError(secretUri, said);
}

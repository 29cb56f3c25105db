import type { TokenCredential } from '@azure/identity';
import { isKnownVault } from '../../domain/doctor/isKnownVault';
import { EndpointNotAllowedError, FerryError } from '../../domain/failures/errors';
import type { SecretFacts, SecretLook } from '../../domain/ports/secretFacts';
import { isAbsence } from '../../domain/weather';
import { serviceWords } from '../serviceError';
import { createFindSecret } from './secretClients';
import { readError } from './secrets';

/** `{"error":{"code":"Forbidden","innererror":{"code":"SecretDisabled"}}}`: https://github.com/hashicorp/terraform-provider-azurerm/issues/20459 */
const DISABLED = /\bSecretDisabled\b|not allowed on a disabled secret/i;

/** Tokens are for `vaultAudience` alone, as those of createReadSecret. */
export function createSecretFacts(appCredential: TokenCredential, vaultAudience: string): SecretFacts {
  const findSecret = createFindSecret(appCredential, vaultAudience);
  return {
    async look(route, secretUri) {
      if (!isKnownVault(route, secretUri, vaultAudience)) throw foreignVault(secretUri, vaultAudience);
      const { client, name, version } = findSecret(secretUri);
      try {
        const { value = '', properties } = await client.getSecret(name, version === undefined ? {} : { version });
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

/** Whoever may write the pipeline may name any address in it. */
function foreignVault(secretUri: string, vaultAudience: string): EndpointNotAllowedError {
  const origin = URL.canParse(secretUri) ? new URL(secretUri).origin : undefined;
  return new EndpointNotAllowedError('The pipeline', origin, {
    namedBy: 'a vault that the app asks',
    expected: `one of the routes file, or one below ${URL.canParse(vaultAudience) ? new URL(vaultAudience).hostname : vaultAudience}`,
    remedy:
      'Where that vault is right, describe the pipeline with it: "pipelineSettings.secretUri" in the routes file.',
  });
}

function refusalOf(error: unknown, secretUri: string): SecretLook {
  const said = serviceWords(error);
  if (isAbsence(said)) return { state: 'absent', words: said.words };
  if (said.status === 403 && DISABLED.test([said.words, ...(said.codes ?? [])].join(' '))) {
    return { state: 'disabled', words: said.words };
  }
  throw error instanceof FerryError ? error : readError(error, secretUri);
}

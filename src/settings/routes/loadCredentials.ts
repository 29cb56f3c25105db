import { loadNamed, type Named } from './named';
import type { CredentialReference, RouteMistake } from '../../domain/route';
import { showPath } from '../../domain/validation/showPath';
import { validate } from '../../domain/validation/validate';
import { type CredentialInFile, credentialSchema } from './credentialSchema';
import { normalSecretUri } from '../uris';

/** The credential that needs no definition: the app's managed identity. */
const DEFAULT_CREDENTIAL: CredentialReference = { name: 'default', type: 'managedIdentity' };

/**
 * The credentials that routes may name: `default` and the file's own.
 *
 * @param mistakes gets what is wrong with the credentials
 */
export function loadCredentials(value: unknown, mistakes: RouteMistake[]): Named<CredentialReference> {
  const credentials: Named<CredentialReference> = new Map();
  loadNamed('credentials', value, credentials, mistakes, (name, definition, place) => {
    if (name === DEFAULT_CREDENTIAL.name) {
      const expected =
        "another name; the client id of the app's own identity is the app setting FERRY_IDENTITY_CLIENT_ID";
      return { mistakes: [{ path: showPath(place.at), problem: "is always the app's managed identity", expected }] };
    }
    const checked = validate(credentialSchema, definition, place);
    if ('mistakes' in checked) return checked;
    const { value: credential } = checked;
    return { value: { name, ...withNormalUris(credential) } };
  });
  return credentials.set(DEFAULT_CREDENTIAL.name, DEFAULT_CREDENTIAL);
}

function withNormalUris(credential: CredentialInFile): CredentialInFile {
  switch (credential.type) {
    case 'clientSecret':
      return { ...credential, secretUri: normalSecretUri(credential.secretUri) };
    case 'certificate':
      return { ...credential, certificateUri: normalSecretUri(credential.certificateUri) };
    default:
      return credential;
  }
}

import { loadNamed, type Named } from './named';
import type { CredentialReference, RouteMistake } from '../domain/route';
import { credentialSchema } from './routesSchema';

/** The credential that needs no definition: the app's managed identity. */
const DEFAULT_CREDENTIAL: CredentialReference = { name: 'default', type: 'managedIdentity' };

/**
 * The credentials that routes may name: `default` and the file's own.
 *
 * @param mistakes gets what is wrong with the credentials
 */
export function loadCredentials(value: unknown, mistakes: RouteMistake[]): Named<CredentialReference> {
  const credentials: Named<CredentialReference> = new Map();
  loadNamed('credentials', value, credentials, mistakes, (name, definition) => {
    if (name === DEFAULT_CREDENTIAL.name) {
      const expected =
        "another name; the client id of the app's own identity is the app setting FERRY_IDENTITY_CLIENT_ID";
      return { mistake: { problem: "always is the app's managed identity", expected } };
    }
    const parsed = credentialSchema.safeParse(definition);
    if (!parsed.success) return { issues: parsed.error.issues };
    return { is: { name, ...parsed.data } };
  });
  return credentials.set(DEFAULT_CREDENTIAL.name, DEFAULT_CREDENTIAL);
}

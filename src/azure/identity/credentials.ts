import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { CLIENT_OPTIONS } from '../clientOptions';
import type { CloudProfile, CredentialReference } from '../../domain/route';
import type { ReadSecret } from '../vault/secrets';
import { createAppRegistrationCredential } from './appRegistration';

/** Gives the credential that a reference of the routes file stands for, in one cloud. */
export type CredentialFor = (reference: CredentialReference, cloud: CloudProfile) => TokenCredential;

/**
 * Tells clients apart by the identity and the cloud they work with. All of both counts, because a changed routes file may
 * give a name another meaning.
 */
export function identityKey({ credential, cloud }: { credential: CredentialReference; cloud: CloudProfile }): string {
  return JSON.stringify([credential, cloud]);
}

/** The app's own identity: what `default` means, and what reads secrets and the app's state. */
export function createAppCredential(identityClientId: string | undefined): TokenCredential {
  return identityClientId === undefined
    ? // A copy: the credential allows its options, which are those of every other client too, connections without TLS.
      new ManagedIdentityCredential({ ...CLIENT_OPTIONS })
    : new ManagedIdentityCredential({ clientId: identityClientId, ...CLIENT_OPTIONS });
}

/** Credentials are kept for the life of the process, because each keeps its own tokens. */
export function createCredentialFor(appCredential: TokenCredential, readSecret: ReadSecret): CredentialFor {
  const known = new Map<string, TokenCredential>();
  return (reference, cloud) => {
    const key = identityKey({ credential: reference, cloud });
    const credential = known.get(key) ?? create(reference, cloud);
    known.set(key, credential);
    return credential;
  };

  function create(reference: CredentialReference, cloud: CloudProfile): TokenCredential {
    if (reference.type === 'managedIdentity') return managedIdentity(reference.clientId);
    return createAppRegistrationCredential(reference, cloud, { readSecret, managedIdentity });
  }

  function managedIdentity(clientId: string | undefined): TokenCredential {
    return clientId === undefined ? appCredential : createAppCredential(clientId);
  }
}

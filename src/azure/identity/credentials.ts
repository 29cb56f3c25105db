import { ClientSecretCredential, ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { CLIENT_OPTIONS } from '../clientOptions';
import type { CloudProfile, CredentialReference } from '../../domain/route';
import type { ReadSecret } from '../vault/secrets';

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
    if (reference.type === 'clientSecret') return clientSecret(reference, cloud);
    return reference.clientId === undefined ? appCredential : createAppCredential(reference.clientId);
  }

  /** The secret is read at each new token, so that a rotated one is taken up without a restart. */
  function clientSecret(
    reference: CredentialReference & { type: 'clientSecret' },
    cloud: CloudProfile,
  ): TokenCredential {
    let current: { secret: string; credential: TokenCredential } | undefined;
    return {
      async getToken(scopes, options) {
        const secret = await readSecret(reference.secretUri);
        if (current?.secret !== secret) {
          const credential = new ClientSecretCredential(reference.tenantId, reference.clientId, secret, {
            ...CLIENT_OPTIONS,
            authorityHost: cloud.loginEndpoint,
            disableInstanceDiscovery: !cloud.instanceDiscovery,
          });
          current = { secret, credential };
        }
        return current.credential.getToken(scopes, options);
      },
    };
  }
}

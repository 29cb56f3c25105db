import { AsyncLocalStorage } from 'node:async_hooks';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  type TokenCredential,
  type TokenCredentialOptions,
} from '@azure/identity';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import type { AppRegistrationReference, CloudProfile, WorkloadIdentityReference } from '../../domain/route';
import { loginReach } from '../reach';
import type { ReadSecret } from '../vault/secrets';
import { pemOf } from './pemOf';
import { signInFailure } from './signInFailure';

interface Proofs {
  readSecret: ReadSecret;
  /** The app's own identity, or the user-assigned one with a client id. */
  managedIdentity: (clientId: string | undefined) => TokenCredential;
}

/**
 * Signs in as an app registration at the authority of its cloud. What it proves itself with, a secret or a certificate, is
 * read at each new token, so that a rotated one is taken up without a restart.
 *
 * Errors of getToken: SignInRefusedError, CertificateMalformedError, EndpointNotAllowedError, CertificateAuthorityUnusableError,
 * those of ReadSecret, and what the credential throws where no answer came.
 */
export function createAppRegistrationCredential(
  reference: AppRegistrationReference,
  cloud: CloudProfile,
  proofs: Proofs,
): TokenCredential {
  const { tenantId, clientId } = reference;
  const { httpClient, ...others } = clientOptionsFor(loginReach(cloud));
  // MSAL keeps for itself why a request was not sent. Of several callers at once, each has its own reason.
  const calls = new AsyncLocalStorage<{ unsent?: unknown }>();
  const keepReason = (error: unknown): never => {
    const call = calls.getStore();
    if (call) call.unsent = error;
    throw error;
  };
  const options = {
    ...others,
    httpClient: { sendRequest: (request) => httpClient.sendRequest(request).catch(keepReason) },
    authorityHost: cloud.loginEndpoint,
    disableInstanceDiscovery: !cloud.instanceDiscovery,
  } satisfies TokenCredentialOptions & { disableInstanceDiscovery: boolean };
  const current = credentialOf();
  return {
    async getToken(scopes, tokenOptions) {
      const credential = await current();
      const call: { unsent?: unknown } = {};
      try {
        return await calls.run(call, () => credential.getToken(scopes, tokenOptions));
      } catch (error) {
        throw signInFailure(error, call.unsent, reference, cloud);
      }
    },
  };

  function credentialOf(): () => Promise<TokenCredential> {
    switch (reference.type) {
      case 'clientSecret':
        return renewed(
          reference.secretUri,
          (secret) => new ClientSecretCredential(tenantId, clientId, secret, options),
        );
      case 'certificate':
        return renewed(reference.certificateUri, (text) => {
          const certificate = pemOf(text, reference.certificateUri);
          const { sendCertificateChain = false } = reference;
          return new ClientCertificateCredential(
            tenantId,
            clientId,
            { certificate },
            { ...options, sendCertificateChain },
          );
        });
      case 'workloadIdentity': {
        const assertion = assertionOf(reference);
        const credential = new ClientAssertionCredential(tenantId, clientId, assertion, options);
        return async () => credential;
      }
    }
  }

  /** The credential is kept while its secret stays the same, because it keeps its tokens. */
  function renewed(secretUri: string, make: (secret: string) => TokenCredential): () => Promise<TokenCredential> {
    let kept: { secret: string; credential: TokenCredential } | undefined;
    return async () => {
      const secret = await proofs.readSecret(secretUri);
      if (kept?.secret !== secret) kept = { secret, credential: make(secret) };
      return kept.credential;
    };
  }

  /** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity */
  function assertionOf({ managedIdentityClientId }: WorkloadIdentityReference): () => Promise<string> {
    const identity = proofs.managedIdentity(managedIdentityClientId);
    return async () => {
      const token = await identity.getToken(scopeOf(cloud.federationAudience)).catch(keepReason);
      return token?.token ?? '';
    };
  }
}

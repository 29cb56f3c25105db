import { isKnownVault } from '../../src/domain/doctor/isKnownVault';
import { EndpointNotAllowedError } from '../../src/domain/failures/errors';
import type { SecretFacts, SecretLook } from '../../src/domain/ports/secretFacts';
import type { Route } from '../../src/domain/route';

/** Vaults are below it. */
const AUDIENCE = 'https://example';

/** Secrets of key vaults, in memory. */
export class FakeSecretFacts implements SecretFacts {
  /** By URI; what is not here is absent. */
  readonly secrets = new Map<string, SecretLook>();
  /** Thrown at each look. */
  failure: Error | undefined;

  /** Puts a secret there that holds the value. */
  put(
    uri: string,
    value: string,
    surrounding: { expires?: number; notBefore?: number; tags?: Record<string, string> } = {},
  ) {
    this.secrets.set(uri, { state: 'there', value, tags: {}, ...surrounding });
  }

  async look(route: Pick<Route, 'source' | 'target'>, secretUri: string): Promise<SecretLook> {
    if (!isKnownVault(route, secretUri, AUDIENCE)) {
      throw new EndpointNotAllowedError('The pipeline', secretUri, { namedBy: 'a vault', expected: AUDIENCE });
    }
    if (this.failure) throw this.failure;
    const absent = { state: 'absent', words: '404 SecretNotFound: it was not found in this key vault.' } as const;
    return this.secrets.get(secretUri) ?? absent;
  }
}

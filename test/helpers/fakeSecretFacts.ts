import type { SecretFacts, SecretLook } from '../../src/domain/ports/secretFacts';

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

  async look(secretUri: string): Promise<SecretLook> {
    if (this.failure) throw this.failure;
    const absent = { state: 'absent', words: '404 SecretNotFound: it was not found in this key vault.' } as const;
    return this.secrets.get(secretUri) ?? absent;
  }
}

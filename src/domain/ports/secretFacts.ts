/** What a key vault answers about a secret. */
export type SecretLook =
  | {
      readonly state: 'there';
      /** Never to be repeated anywhere. */
      readonly value: string;
      /** Milliseconds since 1970, where the secret has such an attribute. */
      readonly expires?: number;
      readonly notBefore?: number;
      readonly tags: Readonly<Record<string, string>>;
    }
  | { readonly state: 'disabled' | 'absent'; /** The vault's own. */ readonly words: string };

/** Secrets of key vaults with what surrounds their value. */
export interface SecretFacts {
  /**
   * @param secretUri  `https://{vault}/secrets/{name}[/{version}]`; without a version, the latest
   *
   * Errors: SecretUnavailableError where the vault does not let the app read it, ServiceUnavailableError.
   */
  look(secretUri: string): Promise<SecretLook>;
}

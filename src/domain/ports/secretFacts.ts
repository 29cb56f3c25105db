import type { Route } from '../route';

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
   * An address that only a service's answer names is not asked unless it is a vault: a request carries the app's token.
   *
   * @param route  whose secrets name other vaults that may be asked
   * @param secretUri  `https://{vault}/secrets/{name}[/{version}]`; without a version, the latest
   *
   * Errors: EndpointNotAllowedError before anything is sent; SecretUnavailableError where the vault does not let the app read it, ServiceUnavailableError.
   */
  look(route: Pick<Route, 'source' | 'target'>, secretUri: string): Promise<SecretLook>;
}

/** A secret as the vault holds it. Its value stays in the call that read it. */
export interface StoredSecret {
  value: string;
  version: string;
  tags: Readonly<Record<string, string>>;
  /** Milliseconds since 1970: the secret's own attributes. */
  startsAt?: number;
  expiresAt?: number;
}

/** What is stored beside the value. */
export type SecretDetails = Required<Pick<StoredSecret, 'tags' | 'startsAt' | 'expiresAt'>>;

/** Key Vault secrets that hold a SAS, by their URI. */
export interface SasSecrets {
  /** The version that the URI names, or else the latest; undefined where there is no such secret. Errors: SecretUnavailableError, ServiceUnavailableError. */
  read(secretUri: string): Promise<StoredSecret | undefined>;
  /** Adds a version, which is the latest from then on; earlier ones stay. Answers its id. Errors: SecretUnwritableError, ServiceUnavailableError. */
  store(secretUri: string, value: string, details: SecretDetails): Promise<string>;
}

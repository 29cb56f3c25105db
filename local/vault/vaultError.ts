/** An error as Key Vault answers it: `{error: {code, message}}`. */
export class VaultError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'VaultError';
  }
}

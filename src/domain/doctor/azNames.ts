import { isPlainName, partsOf, partsOfSecret } from '../roles/assignCommand';

/** Account and container of an address, for `az`; undefined where they are no plain names. */
export function azContainer(containerUri: string): { account: string; container: string } | undefined {
  const { account, container } = partsOf(containerUri);
  return isPlainName(account) && isPlainName(container) ? { account, container } : undefined;
}

/** Vault and secret of `https://{vault}/secrets/{name}[/{version}]`, for `az`; undefined where they are no plain names. */
export function azSecret(secretUri: string): { vault: string; secret: string } | undefined {
  const { vault, secret } = partsOfSecret(secretUri);
  return isPlainName(vault) && isPlainName(secret) ? { vault, secret } : undefined;
}

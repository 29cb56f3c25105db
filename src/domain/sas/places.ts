import { isPlainName, partsOf, partsOfSecret } from '../roles/assignCommand';

/** Vault and name of a secret, as commands name them. */
export function secretPlace(secretUri: string): { vault: string; name: string } {
  const { vault, secret } = partsOfSecret(secretUri);
  return { vault: plain(vault, 'name of the vault'), name: plain(secret, 'name of the secret') };
}

/** Account and container of an address, as commands name them. */
export function storagePlace(containerUri: string): { account: string; container: string } {
  const { account, container } = partsOf(containerUri);
  return { account: plain(account, 'name of the account'), container: plain(container, 'name of the container') };
}

function plain(name: string, what: string): string {
  return isPlainName(name) ? name : `<${what}>`;
}

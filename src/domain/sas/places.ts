import { partsOf, partsOfSecret } from '../roles/assignCommand';

/** Nothing that a shell would take for more than text. */
const NAME = /^[a-zA-Z0-9-]+$/;

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
  return NAME.test(name) ? name : `<${what}>`;
}

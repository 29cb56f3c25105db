import { partsOf, partsOfSecret } from '../roles/assignCommand';

/** Only such names go into commands: nothing that a shell would take for more than text. */
const NAME = /^[a-zA-Z0-9-]+$/;

/** Account and container of an address, for `az`; undefined where they are no plain names. */
export function azContainer(containerUri: string): { account: string; container: string } | undefined {
  const { account, container } = partsOf(containerUri);
  return NAME.test(account) && NAME.test(container) ? { account, container } : undefined;
}

/** Vault and secret of `https://{vault}/secrets/{name}[/{version}]`, for `az`; undefined where they are no plain names. */
export function azSecret(secretUri: string): { vault: string; secret: string } | undefined {
  const { vault, secret } = partsOfSecret(secretUri);
  return NAME.test(vault) && NAME.test(secret) ? { vault, secret } : undefined;
}

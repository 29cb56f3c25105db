/** Nothing that a shell would take for more than text. */
const NAME = /^[a-zA-Z0-9-]+$/;

/** Vault and name of a secret, as commands name them. */
export function secretPlace(secretUri: string): { vault: string; name: string } {
  const { hostname, pathname } = new URL(secretUri);
  return {
    vault: plain(hostname.split('.')[0], 'name of the vault'),
    name: plain(pathname.split('/')[2], 'name of the secret'),
  };
}

/** The account is the first part of the host, or of the path where the host is an emulator's. */
export function storagePlace(containerUri: string): { account: string; container: string } {
  const { hostname, pathname } = new URL(containerUri);
  const [first, second] = pathname.split('/').filter(Boolean);
  const [account, container] = second === undefined ? [hostname.split('.')[0], first] : [first, second];
  return { account: plain(account, 'name of the account'), container: plain(container, 'name of the container') };
}

function plain(name: string | undefined, what: string): string {
  return name !== undefined && NAME.test(name) ? name : `<${what}>`;
}

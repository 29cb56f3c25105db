import type { RouteEnd } from '../route';

const NAME = /^[a-zA-Z0-9-]+$/;
/** Nothing that a shell would take for more than text. */
const PLAIN_ID = /^[\p{L}\p{Nd}/_.()-]+$/u;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether an object id is one: it may come from a token as it is. */
export function isGuid(id: string): boolean {
  return GUID.test(id);
}

/** Whether a name of an account, a container, a vault or a secret can stand in a command as it is. */
export function isPlainName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a resource id can stand in a command as it is. */
export function isPlainId(id: string): boolean {
  return PLAIN_ID.test(id);
}

/** The `az` command that assigns a role. Every part has to be safe for a shell within double quotes. */
export function assignCommand(assignee: string, role: string, scope: string): string {
  return `az role assignment create --assignee-object-id ${assignee} --assignee-principal-type ServicePrincipal --role "${role}" --scope "${scope}"`;
}

/** The storage account of an end as the scope of a command; undefined where a name is not plain. */
export function accountScope({ containerUri, storageAccountId }: RouteEnd): string | undefined {
  if (storageAccountId !== undefined) return isPlainId(storageAccountId) ? storageAccountId : undefined;
  const { account } = partsOf(containerUri);
  return isPlainName(account) ? `$(az storage account show --name ${account} --query id --output tsv)` : undefined;
}

/** The same for its container. */
export function containerScope(end: RouteEnd): string | undefined {
  const account = accountScope(end);
  const { container } = partsOf(end.containerUri);
  return account !== undefined && isPlainName(container) ? `${account}${containerPath(container)}` : undefined;
}

/** A vault, and a secret in it, by the secret's URI; undefined where a name is not plain. */
export function secretScope(secretUri: string, vaultId?: string): { vault: string; scope: string } | undefined {
  const place = vaultScope(secretUri, vaultId);
  const { secret } = partsOfSecret(secretUri);
  return place && isPlainName(secret) ? { vault: place.vault, scope: `${place.scope}/secrets/${secret}` } : undefined;
}

/** The same for the vault of a secret. */
export function vaultScope(secretUri: string, vaultId?: string): { vault: string; scope: string } | undefined {
  const { vault } = partsOfSecret(secretUri);
  const scope = vaultId ?? `$(az keyvault show --name ${vault} --query id --output tsv)`;
  if (!isPlainName(vault) || (vaultId !== undefined && !isPlainId(vaultId))) return undefined;
  return { vault, scope };
}

/** Vault and name of `https://{vault}/secrets/{name}[/{version}]`; empty where the text has none. */
export function partsOfSecret(secretUri: string): { vault: string; secret: string } {
  if (!URL.canParse(secretUri)) return { vault: '', secret: '' };
  const { hostname, pathname } = new URL(secretUri);
  return { vault: hostname.split('.')[0] ?? '', secret: pathname.split('/')[2] ?? '' };
}

/** What the resource id of a container has after that of its account. */
export function containerPath(container: string): string {
  return `/blobServices/default/containers/${container}`;
}

/** The account is the first part of the host, or of the path where the host is an emulator's. */
export function partsOf(containerUri: string): { account: string; container: string } {
  const { hostname, pathname } = new URL(containerUri);
  const [first = '', second] = pathname.split('/').filter(Boolean);
  return second === undefined
    ? { account: hostname.split('.')[0] ?? '', container: first }
    : { account: first, container: second };
}

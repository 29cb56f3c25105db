import { primaryAddress } from '../primaryAddress';

/**
 * Where a secret that is a whole URL leads, if that is not the container: its address without the SAS. Undefined where the secret is no
 * URL, or leads to the container or its account. Of a connection string it is the first address; what stands behind its semicolons is none.
 *
 * @param containerUri  `https://{account}/{container}`
 */
export function otherPlace(secret: string, containerUri: string): string | undefined {
  const [url] = /https?:\/\/[^\s"'<>?#;]+/i.exec(secret) ?? [];
  if (url === undefined || !URL.canParse(url)) return undefined;
  const [given, wanted] = [address(url), address(containerUri)];
  return wanted === given || wanted.startsWith(`${given}/`) || given.startsWith(`${wanted}/`) ? undefined : given;
}

function address(url: string): string {
  const { origin, pathname } = new URL(primaryAddress(url));
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

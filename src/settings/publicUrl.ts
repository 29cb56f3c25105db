import { anyCase, HOST } from './uris';

/** `http` or `https`, a host, and a path or none; no query, fragment or user name. */
export const PUBLIC_URL = new RegExp(`^${anyCase('http')}[sS]?:\\/\\/${HOST}(?:\\/[^\\\\?#@\\s]*)?$`);
export const PUBLIC_URL_EXPECTED =
  'the http or https URL below which callers find /api, without query, like https://gateway.example/ferry';

const HOSTNAME = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/**
 * The address below which callers find the API, without a slash at its end.
 *
 * @param given  `FERRY_PUBLIC_URL`, validated
 * @param hostname  `WEBSITE_HOSTNAME`, which Azure and Core Tools set to the app's host and port. It is not the app's own
 * setting: one that names no host is left aside, and so is 0.0.0.0, where nobody can call
 * @see https://learn.microsoft.com/azure/app-service/reference-app-settings
 */
export function publicUrlOf(given: string | undefined, hostname: string | undefined): string | undefined {
  if (given !== undefined) {
    const { origin, pathname } = new URL(given);
    return `${origin}${pathname.replace(/\/+$/, '')}`;
  }
  if (hostname === undefined || !HOSTNAME.test(hostname) || !URL.canParse(`http://${hostname}`)) return undefined;
  const host = new URL(`http://${hostname}`);
  if (host.hostname === '0.0.0.0') return undefined;
  return isLoopback(host.hostname) ? host.origin : new URL(`https://${hostname}`).origin;
}

/** Whether a host name, as `URL` writes it, is the machine's own. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

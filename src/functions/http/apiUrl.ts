import { isLoopback } from '../../settings/publicUrl';

/**
 * Where callers find the API: an absolute URL, or a path where no address can be trusted. `/transfers` follows.
 *
 * A caller chooses the `Host` and `X-Forwarded-…` headers of its request, so none of them is repeated, but for a loopback
 * address, which leads back to the caller's own machine. The host's route prefix is what the path has before the route.
 *
 * @param publicUrl  the address below which the app is published, where it is known
 * @param requestUrl  as the host gives it
 * @param route  of the operation that was called, like `transfers/{id}`
 */
export function apiUrlOf(publicUrl: string | undefined, requestUrl: string, route: string): string {
  const { origin, hostname, pathname } = new URL(requestUrl);
  const segments = pathname.split('/').filter((segment) => segment !== '');
  const prefix = segments.slice(0, -route.split('/').length).map((segment) => `/${segment}`);
  const base = publicUrl ?? (isLoopback(hostname) ? origin : '');
  return `${base}${prefix.join('')}`;
}

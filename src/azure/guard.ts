import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import { EndpointNotAllowedError } from '../domain/failures/errors';
import type { Reach } from './reach';

/**
 * A client that sends nothing to an address outside of its reach, and that says so when a service redirects there: links
 * to next pages, challenges and redirects are words of a service, and a request carries a token.
 *
 * Errors: EndpointNotAllowedError; what `inner` throws.
 */
export function guarded(reach: Reach, inner: HttpClient): HttpClient {
  return {
    async sendRequest(request) {
      requireReachable(reach, request.url);
      const response = await inner.sendRequest(request);
      const target = redirectIn(response);
      if (target !== undefined && !reach.redirectsAnswer) requireReachable(reach, target);
      return response;
    },
  };
}

/** Before a request is made of an address that a service named. Errors: EndpointNotAllowedError. */
export function requireReachable(reach: Reach, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && reach.addresses.some((allowed) => isWithin(url, new URL(allowed)))) return;
  const { service, namedBy, addresses } = reach;
  throw new EndpointNotAllowedError(service, url?.origin, { namedBy, expected: addresses[0] });
}

function isWithin(url: URL, allowed: URL): boolean {
  if (url.origin !== allowed.origin) return false;
  const path = allowed.pathname.replace(/\/+$/, '');
  return url.pathname === path || url.pathname.startsWith(`${path}/`);
}

function redirectIn({ status, headers, request }: PipelineResponse): string | undefined {
  const location = headers.get('location');
  if (status < 300 || status > 399 || location === undefined) return undefined;
  return URL.canParse(location, request.url) ? new URL(location, request.url).href : location;
}

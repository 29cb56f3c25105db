/** The values of a request's Host headers, of which there must be one. @param rawHeaders names and values in turn. */
export function hostHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
}

/**
 * Whether Kestrel takes a Host header: nothing at all, or a name, an IPv4 address or an IPv6 address in brackets, with
 * or without a port. It looks neither at the size of the port nor at the shape of an address.
 *
 * Source: HttpUtilities.IsHostHeaderValid and HttpCharacters of ASP.NET Core.
 */
export function isHostHeaderValid(text: string): boolean {
  return text === '' || /^(\[[0-9a-f:.]{3,}\]|[a-z0-9!$&'()\-._~]+)(:\d+)?$/i.test(text);
}

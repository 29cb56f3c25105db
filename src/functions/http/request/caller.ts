import type { HttpRequest } from '@azure/functions';
import type { Caller } from '../../../domain/report/report';

/**
 * Who makes a request: the signed-in principal, or whoever holds the function key.
 *
 * @param trustSignIn  whether sign-in is enforced in front of the app. Without it anybody can send these headers.
 * @see https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities
 */
export function callerOf(request: HttpRequest, trustSignIn: boolean): Caller {
  const name = request.headers.get('x-ms-client-principal-name');
  const id = request.headers.get('x-ms-client-principal-id');
  if (!trustSignIn || (!name && !id)) return { kind: 'functionKey', name: 'function key' };
  return { kind: 'principal', name: name ?? id ?? '', ...(id && { id }) };
}

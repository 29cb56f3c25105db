import { sasPairs } from '../sasSecret';

/** What a SAS says of itself; no part of its signature. */
export interface SasFields {
  /** `sp`, as `racwl`; absent where a stored access policy holds them. */
  readonly permissions?: string;
  /** `sr`: `c` for a container; absent in a SAS of an account. */
  readonly resource?: string;
  /** `ss` and `srt` of a SAS of an account, as `b` and `sco`. */
  readonly services?: string;
  readonly resourceTypes?: string;
  /** `spr`, as `https`. */
  readonly protocols?: string;
  /** `sip`: the only addresses that it is taken from. */
  readonly addresses?: string;
  /** `st` and `se` in milliseconds since 1970. */
  readonly starts?: number;
  readonly ends?: number;
  /** `si`: name of a stored access policy of the container. */
  readonly policy?: string;
  /** Whether a user delegation key signed it (`skoid`), or else a key of the account. */
  readonly isUserDelegation: boolean;
}

/**
 * Reads what a secret holds, whatever surrounds the SAS; undefined where it holds none.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas and …/create-account-sas, …/create-user-delegation-sas
 */
export function sasFields(secret: string): SasFields | undefined {
  const pairs = sasPairs(secret);
  if (!pairs) return undefined;
  const text = (name: string): string | undefined => decoded(pairs.get(name) ?? '') || undefined;
  const time = (name: string): number | undefined => {
    const at = Date.parse(text(name) ?? '');
    return Number.isNaN(at) ? undefined : at;
  };
  const fields = {
    permissions: text('sp'),
    resource: text('sr'),
    services: text('ss'),
    resourceTypes: text('srt'),
    protocols: text('spr'),
    addresses: text('sip'),
    starts: time('st'),
    ends: time('se'),
    policy: text('si'),
  };
  const told = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(told) as Omit<SasFields, 'isUserDelegation'>), isUserDelegation: pairs.has('skoid') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import type { StoredSecret } from '../ports/sasSecrets';
import { readSas } from '../sasSecret';
import { fromTags } from './sasTags';

/** How a SAS is signed, as its own text tells; `accountKey` and `account`: by the account key, of one container or of the account. */
export type FoundKind = 'userDelegation' | 'storedAccessPolicy' | 'accountKey' | 'account';

/** What a secret with a SAS says of itself; the signature is not among it. Times in milliseconds since 1970. */
export interface SasFacts {
  kind?: FoundKind;
  rights?: string;
  startsAt?: number;
  expiresAt?: number;
  /** Id of its stored access policy. */
  policy?: string;
  /** What keeps it from being used, as the end of a sentence. */
  problem?: string;
  /** False where it is no SAS at all. */
  isSas: boolean;
}

/**
 * Reads what a secret says: the SAS itself first; where a policy has the times and the rights, the attributes and the tags of the secret.
 *
 * @param use  what it has to be good for; see readSas
 */
export function sasFacts(
  { value, tags, startsAt, expiresAt }: StoredSecret,
  use: { now: number; need: string; containerUri: string },
): SasFacts {
  const reading = readSas(value);
  if ('problem' in reading) return { problem: reading.problem, isSas: reading.isOutdated };
  const pairs = new URLSearchParams(reading.sas);
  const own = { startsAt: timeIn(pairs.get('st')), expiresAt: timeIn(pairs.get('se')) };
  const [start, end] = [own.startsAt ?? startsAt, own.expiresAt ?? expiresAt];
  const rights = pairs.get('sp') ?? fromTags(tags)?.rights;
  const policy = pairs.get('si');
  const problem = problemOf(value, use) ?? expiryProblem(end, use.now);
  return {
    ...{ kind: kindOf(pairs), isSas: true },
    ...(rights !== undefined && { rights }),
    ...(start !== undefined && { startsAt: start }),
    ...(end !== undefined && { expiresAt: end }),
    ...(policy !== null && { policy }),
    ...(problem !== undefined && { problem }),
  };
}

function problemOf(value: string, use: Parameters<typeof sasFacts>[1]): string | undefined {
  const reading = readSas(value, use);
  return 'problem' in reading ? reading.problem : undefined;
}

function expiryProblem(expiresAt: number | undefined, now: number): string | undefined {
  if (expiresAt === undefined || expiresAt > now) return undefined;
  return `is a SAS that expired at ${new Date(expiresAt).toISOString()}`;
}

function kindOf(pairs: URLSearchParams): FoundKind {
  if (pairs.has('skoid')) return 'userDelegation';
  if (pairs.has('si')) return 'storedAccessPolicy';
  return pairs.has('ss') ? 'account' : 'accountKey';
}

function timeIn(text: string | null): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

import type { z } from 'zod';
import type { RouteMistake } from '../../domain/route';
import { SAS_KINDS, type SasSettings } from '../../domain/sas/sasSettings';
import { choice, wholeNumber } from '../../domain/validation/fields';
import { showPath, type Path } from '../../domain/validation/showPath';
import { secretUri, section } from '../documentedFields';
import { normalSecretUri } from '../uris';

/** What a user delegation key lasts at most: https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key */
const MOST_DAYS = { userDelegation: 7, storedAccessPolicy: 365 } as const;
const DEFAULT_DAYS = { userDelegation: 7, storedAccessPolicy: 90 } as const;
const DEFAULT_RENEW_BEFORE = { userDelegation: 2, storedAccessPolicy: 30 } as const;

/** How the app makes the SAS of a pipeline. */
export const sasSchema = section(
  {
    by: choice(SAS_KINDS).meta({
      description:
        "userDelegation: signed for the identity of this end, at most 7 days; that the registry's service takes such a SAS is not proven. storedAccessPolicy: signed with the account key, and bound to a policy of the container, which can be deleted to revoke it; that the registry's service takes one that has its rights and times in a policy is not proven either.",
    }),
    accountKeySecretUri: secretUri(
      'Key Vault secret with a key of the storage account, of storedAccessPolicy only. Without a version, a rotated key is taken up.',
    ).exactOptional(),
    validDays: wholeNumber(1, MOST_DAYS.storedAccessPolicy)
      .exactOptional()
      .meta({
        description: `How long a SAS is valid. Default: ${DEFAULT_DAYS.userDelegation}, which is the most, by userDelegation; ${DEFAULT_DAYS.storedAccessPolicy} by storedAccessPolicy.`,
      }),
    renewBeforeDays: wholeNumber(0, MOST_DAYS.storedAccessPolicy)
      .exactOptional()
      .meta({
        description: `It is renewed when less is left; earlier where a pipeline run may last longer. Default: ${DEFAULT_RENEW_BEFORE.userDelegation} by userDelegation, ${DEFAULT_RENEW_BEFORE.storedAccessPolicy} by storedAccessPolicy, at most half of validDays.`,
      }),
  },
  'How the app makes the SAS in secretUri: POST /api/routes/{route}/sas issues it, a timer renews it. Without this, somebody else does.',
);

/** What the SAS belongs to in the file. */
interface Around {
  secretUri?: string;
  sas?: z.infer<typeof sasSchema>;
}

/**
 * How the app makes the SAS of a pipeline; undefined where it does not.
 *
 * @param found  gets what no schema can see
 */
export function resolveSas(
  at: Path,
  { secretUri: secret, sas }: Around,
  found: RouteMistake[],
): SasSettings | undefined {
  if (!sas) return undefined;
  const refuse = (key: string | undefined, problem: string, expected: string): void =>
    void found.push({ path: showPath(key === undefined ? at : [...at, key]), problem, expected });

  const { by, accountKeySecretUri: key } = sas;
  const validDays = sas.validDays ?? DEFAULT_DAYS[by];
  const renewBeforeDays = sas.renewBeforeDays ?? Math.min(DEFAULT_RENEW_BEFORE[by], Math.floor(validDays / 2));
  if (secret === undefined) refuse(undefined, 'stands beside no secretUri', 'the "secretUri" that gets the SAS');
  if (validDays > MOST_DAYS[by]) refuse('validDays', `is ${validDays}`, `at most ${MOST_DAYS[by]} days by ${by}`);
  if (renewBeforeDays >= validDays)
    refuse('renewBeforeDays', `is ${renewBeforeDays}`, `less than validDays, ${validDays}`);
  if (by === 'userDelegation') {
    if (key !== undefined)
      refuse('accountKeySecretUri', 'stands beside userDelegation', 'no account key, or "by": "storedAccessPolicy"');
    return { by, validDays, renewBeforeDays };
  }
  if (key === undefined) {
    refuse(
      'accountKeySecretUri',
      'is missing',
      'the Key Vault secret with the account key, which storedAccessPolicy needs',
    );
    return undefined;
  }
  const accountKeySecretUri = normalSecretUri(key);
  if (secret !== undefined && isSameSecret(accountKeySecretUri, normalSecretUri(secret)))
    refuse('accountKeySecretUri', 'is the secret that gets the SAS', 'another secret, with the account key');
  return { by, validDays, renewBeforeDays, accountKeySecretUri };
}

/** Secret names do not tell letter case apart. */
function isSameSecret(one: string, other: string): boolean {
  const [first, second] = [one, other].map((uri) => uri.toLowerCase().split('/').slice(0, 5).join('/'));
  return first === second;
}

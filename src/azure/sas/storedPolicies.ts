import type { ContainerClient, SignedIdentifier } from '@azure/storage-blob';
import { PoliciesFullError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { StoredPolicy } from '../../domain/ports/sasIssuer';
import { isOwnPolicy, MOST_POLICIES } from '../../domain/sas/policyId';
import type { SasTerms } from '../../domain/sas/sasTerms';
import { serviceWords } from '../serviceError';

const MOST_TRIES = 5;

/** A policy of a container; undefined where there is none of that id. */
export async function findPolicy(container: ContainerClient, id: string): Promise<StoredPolicy | undefined> {
  const { signedIdentifiers } = await container.getAccessPolicy();
  const found = signedIdentifiers.find((one) => one.id === id);
  return found && toPolicy(found);
}

/**
 * Makes a policy, or has it last at least as long as the terms. The service replaces all policies of a container at once, and knows no
 * ETag there: a list that somebody else has changed since it was read is read again. That is told by the second.
 *
 * Errors: PoliciesFullError; what the client throws.
 *
 * @returns when the policy ends, in milliseconds since 1970
 * @see https://learn.microsoft.com/rest/api/storageservices/set-container-acl
 */
export async function keepPolicy(
  container: ContainerClient,
  id: string,
  terms: SasTerms,
  now: number,
): Promise<number> {
  for (let tries = 1; ; tries++) {
    const { signedIdentifiers, blobPublicAccess, lastModified } = await container.getAccessPolicy();
    const found = signedIdentifiers.find((one) => one.id === id);
    const expiresAt = Math.max(terms.expiresAt, found?.accessPolicy?.expiresOn?.getTime() ?? 0);
    if (found && expiresAt === found.accessPolicy?.expiresOn?.getTime()) return expiresAt;
    const others = signedIdentifiers.filter((one) => one.id !== id && !isOver(one, now));
    if (others.length >= MOST_POLICIES)
      throw new PoliciesFullError(
        container.url,
        others.map((one) => one.id),
      );
    const kept = { startsOn: new Date(terms.startsAt), permissions: terms.rights, ...found?.accessPolicy };
    const own = { id, accessPolicy: { ...kept, expiresOn: new Date(expiresAt) } };
    const conditions = { ...(lastModified && { ifUnmodifiedSince: lastModified }) };
    try {
      // The client does without a policy's terms only where it reads, not where it writes.
      const all = [...others.map((one) => ({ ...one, accessPolicy: one.accessPolicy ?? {} })), own];
      await container.setAccessPolicy(blobPublicAccess, all as SignedIdentifier[], { conditions });
      return expiresAt;
    } catch (error) {
      const said = serviceWords(error);
      if (said.status !== 412) throw error;
      if (tries === MOST_TRIES)
        throw new ServiceUnavailableError(`change the stored access policies of ${container.url}`, said);
    }
  }
}

/** Nothing is valid by it any more. Policies of others are not judged. */
function isOver({ id, accessPolicy }: SignedIdentifier, now: number): boolean {
  const end = accessPolicy?.expiresOn?.getTime();
  return isOwnPolicy(id) && end !== undefined && end < now;
}

function toPolicy({ id, accessPolicy }: SignedIdentifier): StoredPolicy {
  const expiresOn = accessPolicy?.expiresOn;
  return { id, rights: accessPolicy?.permissions ?? '', ...(expiresOn && { expiresAt: expiresOn.getTime() }) };
}

import { createHash } from 'node:crypto';
import type { EndName } from '../runs/runFilter';

/** What the ids of the app's own stored access policies begin with. */
const PREFIX = 'acrferry-';

/** The service takes no more on one container. Source: https://learn.microsoft.com/rest/api/storageservices/define-stored-access-policy */
export const MOST_POLICIES = 5;

/**
 * The id of the policy of a new SAS. It follows from the version of the secret that the SAS takes the place of: whoever was cut off, or is
 * second, makes the same; and no id comes again, since a SAS that was revoked by deleting its policy would then be valid again.
 *
 * @param replaced  version of the secret; undefined where there is none: then the day counts, since a vault may forget
 */
export function policyId(
  end: EndName,
  of: { secretUri: string; replaced: string | undefined; rights: string; now: number },
): string {
  const { secretUri, replaced, rights, now } = of;
  const day = new Date(now).toISOString().slice(0, 10);
  const parts = JSON.stringify([secretUri, replaced ?? `none on ${day}`, rights]);
  const hash = createHash('sha256').update(parts).digest('hex').slice(0, 12);
  return `${PREFIX}${end === 'source' ? 'export' : 'import'}-${hash}`;
}

export function isOwnPolicy(id: string): boolean {
  return id.startsWith(PREFIX);
}

import type { StoredSecret } from '../ports/sasSecrets';
import type { EndName } from '../runs/runFilter';
import { sasFacts } from './sasFacts';
import { fromTags } from './sasTags';
import type { SasKind } from './sasSettings';

/** The SAS that a pipeline should have. */
export interface WantedSas {
  end: EndName;
  containerUri: string;
  kind: SasKind;
  rights: string;
}

/**
 * Why the SAS in a secret has to be replaced, as a sentence; undefined where it is good. What it says follows from the secret alone:
 * any number of hosts come to the same.
 *
 * @param lead  milliseconds that have to be left of it
 */
export function whyIssue(
  secret: StoredSecret | undefined,
  wanted: WantedSas,
  now: number,
  lead: number,
): string | undefined {
  if (!secret) return 'There is no such secret.';
  const tags = fromTags(secret.tags);
  if (!tags) return 'The SAS there is not one that the app made.';
  const use = { now, need: wanted.rights, containerUri: wanted.containerUri };
  const { problem, expiresAt } = sasFacts(secret, use);
  if (problem !== undefined) return `What is there ${problem}.`;
  if (tags.end !== wanted.end || tags.containerUri !== wanted.containerUri)
    return `The SAS there is that of the container ${tags.containerUri}, for the ${tags.end} of the route "${tags.route}".`;
  if (tags.kind !== wanted.kind) return `The SAS there is by ${tags.kind}.`;
  if (tags.rights !== wanted.rights) return `The SAS there has the rights ${tags.rights}.`;
  if (expiresAt === undefined) return 'The secret does not say when its SAS ends.';
  return expiresAt - now < lead ? `The SAS there ends at ${new Date(expiresAt).toISOString()}.` : undefined;
}

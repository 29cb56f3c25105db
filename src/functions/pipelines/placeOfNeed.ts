import { AccessDeniedError } from '../../domain/failures/errors';
import type { Need } from '../../domain/pipelines/needs';
import type { Resources } from '../../domain/ports/resources';
import { redact } from '../../domain/redact';
import { letsGetSecrets } from '../../domain/roles/accessPolicy';
import { containerPath, partsOf } from '../../domain/roles/assignCommand';
import type { RouteEnd } from '../../domain/route';

/** Why no role is to be assigned. `exists`: an access policy lets the identity in. */
interface NoPlace {
  outcome: 'notDone' | 'refused' | 'exists';
  resourceId?: string;
  message?: string;
  correlationId?: string;
  command?: string;
}

type NeedOfPlace = Pick<Need, 'resource' | 'scope' | 'principalId' | 'accessPolicyCommand'>;

/** Where in Resource Manager the container or the secret of a need is. Errors: ServiceUnavailableError, ServiceRefusedError. */
export async function placeOfNeed(
  resources: Resources,
  end: RouteEnd,
  need: NeedOfPlace,
): Promise<{ resourceId: string } | NoPlace> {
  try {
    return need.resource === 'container' ? await containerIn(resources, end) : await secretIn(resources, end, need);
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    const message = redact(`${error.message} ${error.remedy}`);
    return { outcome: 'refused', message, ...(error.correlationId && { correlationId: error.correlationId }) };
  }
}

async function containerIn(resources: Resources, end: RouteEnd): Promise<{ resourceId: string } | NoPlace> {
  const id = await resources.storageAccountIdOf(end);
  if (id !== undefined) return { resourceId: `${id}${containerPath(partsOf(end.containerUri).container)}` };
  return unseen('storage account', end.containerUri, end, '"storageAccountId" beside "containerUri"');
}

async function secretIn(
  resources: Resources,
  end: RouteEnd,
  { scope: secretUri, principalId, accessPolicyCommand: command }: NeedOfPlace,
): Promise<{ resourceId: string } | NoPlace> {
  if (!URL.canParse(secretUri)) return { outcome: 'notDone', message: 'The pipeline names no secret.' };
  const vault = await resources.vaultOf(end, secretUri);
  if (!vault) return unseen('key vault', secretUri, end, '"vaultId" beside "secretUri"');
  if (vault.hasRoles) return { resourceId: `${vault.id}/secrets/${new URL(secretUri).pathname.split('/')[2]}` };
  const { id, accessPolicies = [] } = vault;
  if (principalId !== undefined && letsGetSecrets(accessPolicies, principalId))
    return { outcome: 'exists', resourceId: id };
  const message = `The vault ${id} has access policies: a role would do nothing, and the policies the app does not change. Run what command says.`;
  return { outcome: 'notDone', message, ...(command !== undefined && { command }) };
}

function unseen(what: string, address: string, { subscriptionId }: RouteEnd, key: string): NoPlace {
  const message = `The app sees no ${what} of ${redact(address)} in the subscription ${subscriptionId}: give it Reader there, or write ${key} into the routes file, or run what command says.`;
  return { outcome: 'notDone', message };
}

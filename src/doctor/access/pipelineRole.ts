import { needsOf, type Need } from '../../domain/pipelines/needs';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import { sufficientRoles } from '../../domain/doctor/sufficientRoles';
import { letsGetSecrets, whoGetSecrets } from '../../domain/roles/accessPolicy';
import { isPropagating } from '../../domain/roles/roleAssignment';
import type { VaultResource } from '../../domain/ports/resources';
import type { RouteEnd } from '../../domain/route';
import { failed, notCheckable, ok, type EndCheck, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { worstFound } from '../worstFound';
import { placeOf } from './placeOf';

/** By the role assignments that Resource Manager lists, or the access policies of the vault; roles of one's own making may do as well, and nobody can tell. */
export const pipelineRole: EndCheck = {
  code: 'pipeline_role',
  about: 'end',
  question:
    'May the identity of the pipeline read its secret, or does it have the role that it needs on the container?',
  isCheap: false,
  symptom: 'Runs fail with "Failed to access key vault" or "Failed to access storage" and the status 403.',
  remedy:
    'Assign the role: Key Vault Secrets User on the secret (in a vault with access policies, one that lets it get secrets), or with storageAccessMode ManagedIdentity a Storage Blob Data role on the container.',
  explains: ['export_run_failed', 'import_run_failed'],
  async look(deps, { name, end }) {
    const actual = await deps.routePipelines.find(name, end);
    if (!actual) return notCheckable('There is no pipeline.');
    const needs = needsOf(name, end, undefined, actual, pipelineIdOf(name, end));
    if (needs.length === 0) return notCheckable('The pipeline has no identity.');
    return worstFound(await Promise.all(needs.map((need) => lookAt(deps, end, need, actual.identity?.tenantId))));
  },
};

async function lookAt(
  { resources, roleAssignments, permissions, machine }: DoctorDependencies,
  end: RouteEnd,
  need: Need,
  tenantId: string | undefined,
): Promise<Found> {
  const { principalId, identity, role, command } = need;
  if (principalId === undefined) return notCheckable(`The service does not tell the object id of ${identity}.`);
  const place = await placeOf(resources, end, need);
  if ('hasRoles' in place) {
    const app = await permissions.principalOf(end);
    return lookAtPolicies(place, need, { principalId, tenantId, app });
  }
  if ('status' in place) return place;
  const listed = await roleAssignments.assignedTo(end, place.id, principalId);
  const sufficient = sufficientRoles(need.roleDefinitionId);
  const given = listed.filter(({ roleDefinitionId }) => sufficient.includes(roleDefinitionId.toLowerCase()));
  if (given.length > 0) {
    const isNew = isPropagating(given, machine.now());
    const note = isNew ? ' It was given less than ten minutes ago: a refusal until then is propagation.' : '';
    return ok(`${identity} has ${role}, or more, on ${place.id}.${note}`);
  }
  const fix = { say: `Assign ${role} to the identity of the pipeline.`, ...(command !== undefined && { command }) };
  if (listed.length === 0)
    return failed(`${identity} (${principalId}) has no role on ${place.id}, and needs ${role}.`, fix);
  const others = listed.map(({ roleDefinitionId }) => roleDefinitionId).join(', ');
  return notCheckable(`${identity} has other roles on ${place.id}: ${others}. Whether they do is not known.`, fix);
}

/** A vault knows the identities of its own tenant alone: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get */
function lookAtPolicies(
  vault: VaultResource,
  need: Need,
  { principalId, tenantId, app }: { principalId: string; tenantId: string | undefined; app: string | undefined },
): Found {
  const { id, accessPolicies = [] } = vault;
  const { identity, accessPolicyCommand: command } = need;
  if (tenantId !== undefined && vault.tenantId !== undefined && !isSame(tenantId, vault.tenantId)) {
    return failed(
      `${identity} is an identity of the tenant ${tenantId}, and the vault ${id} lets in those of ${vault.tenantId} alone.`,
      { say: 'Put the SAS into a vault of the tenant of the registry.' },
    );
  }
  const policies = accessPolicies.filter((one) => isSame(one.tenantId ?? vault.tenantId, vault.tenantId));
  if (letsGetSecrets(policies, principalId))
    return ok(`An access policy of the vault ${id} lets ${identity} get secrets.`);
  const fix = {
    say: 'Add an access policy that lets the identity of the pipeline get secrets.',
    ...(command !== undefined && { command }),
  };
  const evidence = `No access policy of the vault ${id} names ${identity} (${principalId}) and lets it get secrets. Roles do not count there.`;
  const others = whoGetSecrets(policies).filter((one) => !isSame(one, app));
  if (others.length === 0) return failed(evidence, fix);
  return notCheckable(
    `${evidence} Others may: ${others.join(', ')}. Whether one of them is a group that it is in is not known.`,
    fix,
  );
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

import { needsOf, type Need } from '../../domain/pipelines/needs';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import { sufficientRoles } from '../../domain/doctor/sufficientRoles';
import { containerPath, partsOf } from '../../domain/roles/assignCommand';
import { isPropagating } from '../../domain/roles/roleAssignment';
import type { RouteEnd } from '../../domain/route';
import { failed, notCheckable, ok, type EndCheck, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { worstFound } from '../worstFound';

/** By the role assignments that Resource Manager lists; roles of one's own making may do as well, and nobody can tell. */
export const pipelineRole: EndCheck = {
  code: 'pipeline_role',
  about: 'end',
  question: 'Does the identity of the pipeline have the role that it needs, on the secret or on the container?',
  isCheap: false,
  symptom: 'Runs fail with "Failed to access key vault" or "Failed to access storage" and the status 403.',
  remedy:
    'Assign the role: Key Vault Secrets User on the secret, or with storageAccessMode ManagedIdentity a Storage Blob Data role on the container.',
  explains: ['export_run_failed', 'import_run_failed'],
  async look(deps, { name, end }) {
    const actual = await deps.routePipelines.find(name, end);
    if (!actual) return notCheckable('There is no pipeline.');
    const needs = needsOf(name, end, undefined, actual, pipelineIdOf(name, end));
    if (needs.length === 0) return notCheckable('The pipeline has no identity.');
    return worstFound(await Promise.all(needs.map((need) => lookAt(deps, end, need))));
  },
};

async function lookAt(
  { resources, roleAssignments, machine }: DoctorDependencies,
  end: RouteEnd,
  need: Need,
): Promise<Found> {
  const { principalId, identity, role, command } = need;
  if (principalId === undefined) return notCheckable(`The service does not tell the object id of ${identity}.`);
  const place = await placeOf(resources, end, need);
  if (typeof place !== 'string') return place;
  const listed = await roleAssignments.assignedTo(end, place, principalId);
  const sufficient = sufficientRoles(need.roleDefinitionId);
  const given = listed.filter(({ roleDefinitionId }) => sufficient.includes(roleDefinitionId.toLowerCase()));
  if (given.length > 0) {
    const isNew = isPropagating(given, machine.now());
    const note = isNew ? ' It was given less than ten minutes ago: a refusal until then is propagation.' : '';
    return ok(`${identity} has ${role}, or more, on ${place}.${note}`);
  }
  const fix = { say: `Assign ${role} to the identity of the pipeline.`, ...(command !== undefined && { command }) };
  if (listed.length === 0)
    return failed(`${identity} (${principalId}) has no role on ${place}, and needs ${role}.`, fix);
  const others = listed.map(({ roleDefinitionId }) => roleDefinitionId).join(', ');
  return notCheckable(`${identity} has other roles on ${place}: ${others}. Whether they do is not known.`, fix);
}

/** Resource id of the container or the secret. */
async function placeOf(
  resources: DoctorDependencies['resources'],
  end: RouteEnd,
  { scope, accessPolicyCommand }: Need,
): Promise<string | Found> {
  if (scope === end.containerUri) {
    const account = await resources.storageAccountIdOf(end);
    return account === undefined
      ? notCheckable(`The app sees no storage account of ${scope}.`, { say: 'Give the app the role Reader on it.' })
      : `${account}${containerPath(partsOf(scope).container)}`;
  }
  const vault = await resources.vaultOf(end, scope);
  if (!vault)
    return notCheckable(`The app sees no key vault of ${scope}.`, { say: 'Give the app the role Reader on it.' });
  if (vault.hasRoles) return `${vault.id}/secrets/${new URL(scope).pathname.split('/')[2]}`;
  return notCheckable(`The vault ${vault.id} has access policies, which are not read.`, {
    say: 'See that an access policy lets the identity of the pipeline get secrets.',
    ...(accessPolicyCommand !== undefined && { command: accessPolicyCommand }),
  });
}

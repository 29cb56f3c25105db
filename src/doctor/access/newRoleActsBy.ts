import { sufficientRoles } from '../../domain/doctor/sufficientRoles';
import { needsOf, type Need } from '../../domain/pipelines/needs';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import { actsBy } from '../../domain/roles/roleAssignment';
import type { RouteEnd } from '../../domain/route';
import type { RunCause } from '../../domain/runCause';
import type { EndName } from '../../domain/runs/runFilter';
import type { DoctorDependencies } from '../dependencies';
import { placeOf } from './placeOf';

type Ports = Pick<DoctorDependencies, 'routePipelines' | 'resources' | 'roleAssignments'>;

/**
 * By when a role of the pipeline's identity acts that was less than ten minutes old at a time, or was only given later: what was refused
 * then may pass. Undefined where one was old enough, there is none, or nobody tells.
 *
 * @param time  milliseconds since 1970
 * @param where  what refused; where nobody tells, the roles on either count
 *
 * Errors: those of reading pipelines, resources and role assignments.
 */
export async function newRoleActsBy(
  ports: Ports,
  name: EndName,
  end: RouteEnd,
  time: number,
  where?: RunCause['where'],
): Promise<string | undefined> {
  const actual = await ports.routePipelines.find(name, end);
  const needs = actual ? needsOf(name, end, undefined, actual, pipelineIdOf(name, end)) : [];
  const asked = needs.filter(({ resource }) => !where || (resource === 'secret') === (where === 'keyVault'));
  const times = await Promise.all(asked.map((need) => firstActsBy(ports, end, need)));
  return times.find((one) => one !== undefined && Date.parse(one) > time);
}

/** Of the roles that do, the one that acts first. */
async function firstActsBy(
  { resources, roleAssignments }: Ports,
  end: RouteEnd,
  need: Need,
): Promise<string | undefined> {
  const { principalId, roleDefinitionId } = need;
  if (principalId === undefined) return undefined;
  const place = await placeOf(resources, end, need);
  if ('hasRoles' in place || 'status' in place) return undefined;
  const listed = await roleAssignments.assignedTo(end, place.id, principalId);
  const given = listed.filter((one) => sufficientRoles(roleDefinitionId).includes(one.roleDefinitionId.toLowerCase()));
  const times = given.map(actsBy);
  // One whose time nobody tells may be old.
  return times.includes(undefined) ? undefined : times.sort()[0];
}

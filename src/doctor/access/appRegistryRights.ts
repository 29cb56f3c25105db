import { AccessDeniedError, SecretUnavailableError, SignInRefusedError } from '../../domain/failures/errors';
import { appNeedsOf } from '../../domain/roles/appNeeds';
import { PIPELINE_CONTRIBUTOR } from '../../domain/roles/builtInRoles';
import { allows, type Permission } from '../../domain/roles/permission';
import type { Fix } from '../../domain/doctor/finding';
import { failed, ok, type EndCheck, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { cannotSignIn } from './cannotSignIn';
import { orPropagating } from './orPropagating';

const REGISTRY = 'Microsoft.ContainerRegistry/registries';

/** What the app may do is asked of Resource Manager, not guessed from the names of roles. */
export const appRegistryRights: EndCheck = {
  code: 'app_registry_rights',
  about: 'end',
  question: 'May the app read the pipeline, and make, read and delete pipeline runs?',
  isCheap: false,
  symptom: 'No transfer starts, or none is followed: 403 AuthorizationFailed; or the app cannot sign in.',
  remedy: 'Give the identity of the app Container Registry Transfer Pipeline Contributor on the registry.',
  explains: ['access_denied', 'sign_in_refused', 'secret_unavailable'],
  async look(deps, at) {
    const { name, end } = at;
    const pipelines = name === 'source' ? 'exportPipelines' : 'importPipelines';
    const runs = ['read', 'write', 'delete'].map((verb) => `${REGISTRY}/pipelineRuns/${verb}`);
    const wanted = [`${REGISTRY}/${pipelines}/read`, ...runs];
    let allowed: readonly Permission[];
    try {
      allowed = await deps.permissions.at(end, end.registryId);
    } catch (error) {
      if (error instanceof SignInRefusedError || error instanceof SecretUnavailableError) {
        return cannotSignIn(deps, at, error);
      }
      if (error instanceof AccessDeniedError && (await isShutOut(deps, at))) return shutOut(deps, at, error);
      throw error;
    }
    const lacking = wanted.filter((action) => !allows(allowed, action));
    if (lacking.length === 0) return ok(`Resource Manager allows the app ${wanted.join(', ')} on ${end.registryId}.`);
    return refused(
      deps,
      at,
      failed(`On ${end.registryId} the app lacks ${lacking.join(', ')}.`, await fixOf(deps, at)),
    );
  },
};

/** Roles of one's own making may forbid to ask what one may do: only who cannot read the pipeline either has no role. */
async function isShutOut({ routePipelines }: DoctorDependencies, { name, end }: EndOfRoute): Promise<boolean> {
  const refused = (error: unknown): boolean => error instanceof AccessDeniedError;
  return routePipelines.find(name, end).then(() => false, refused);
}

async function shutOut(
  deps: DoctorDependencies,
  at: EndOfRoute,
  { message, correlationId }: AccessDeniedError,
): Promise<Found> {
  const found = failed(message, await fixOf(deps, at));
  return refused(deps, at, { ...found, ...(correlationId !== undefined && { correlationId }) });
}

async function refused(deps: DoctorDependencies, { end }: EndOfRoute, found: Found): Promise<Found> {
  const principalId = await deps.permissions.principalOf(end);
  return orPropagating(deps, { end, principalId, scope: end.registryId, roles: [PIPELINE_CONTRIBUTOR] }, found);
}

async function fixOf({ permissions }: DoctorDependencies, { route, name, end }: EndOfRoute): Promise<Fix> {
  const needs = appNeedsOf(name, end, route, { end: await permissions.principalOf(end) });
  const need = needs.find(({ roleDefinitionId }) => roleDefinitionId === PIPELINE_CONTRIBUTOR.roleDefinitionId);
  return {
    say: `Assign ${PIPELINE_CONTRIBUTOR.role} to the identity of the app (credential ${end.credential.name}).`,
    ...(need?.command !== undefined && { command: need.command }),
  };
}

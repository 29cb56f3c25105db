import { appNeedsOf } from '../../domain/roles/appNeeds';
import { PIPELINE_CONTRIBUTOR } from '../../domain/roles/builtInRoles';
import { allows } from '../../domain/roles/permission';
import { failed, ok, type EndCheck } from '../check';

const REGISTRY = 'Microsoft.ContainerRegistry/registries';

/** What the app may do is asked of Resource Manager, not guessed from the names of roles. */
export const appRegistryRights: EndCheck = {
  code: 'app_registry_rights',
  about: 'end',
  question: 'May the app read the pipeline, and make, read and delete pipeline runs?',
  isCheap: false,
  symptom: 'No transfer starts, or none is followed: 403 AuthorizationFailed.',
  remedy: 'Give the identity of the app Container Registry Transfer Pipeline Contributor on the registry.',
  explains: ['access_denied'],
  async look({ permissions }, { route, name, end }) {
    const pipelines = name === 'source' ? 'exportPipelines' : 'importPipelines';
    const runs = ['read', 'write', 'delete'].map((verb) => `${REGISTRY}/pipelineRuns/${verb}`);
    const wanted = [`${REGISTRY}/${pipelines}/read`, ...runs];
    const allowed = await permissions.at(end, end.registryId);
    const lacking = wanted.filter((action) => !allows(allowed, action));
    if (lacking.length === 0) return ok(`Resource Manager allows the app ${wanted.join(', ')} on ${end.registryId}.`);
    const principal = await permissions.principalOf(end);
    const needs = appNeedsOf(name, end, route, { end: principal });
    const need = needs.find(({ roleDefinitionId }) => roleDefinitionId === PIPELINE_CONTRIBUTOR.roleDefinitionId);
    return failed(`On ${end.registryId} the app lacks ${lacking.join(', ')}.`, {
      say: `Assign ${PIPELINE_CONTRIBUTOR.role} to the identity of the app (credential ${end.credential.name}).`,
      ...(need?.command !== undefined && { command: need.command }),
    });
  },
};

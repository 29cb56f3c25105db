import { fixBy } from '../../domain/doctor/fixBy';
import { AccessDeniedError } from '../../domain/failures/errors';
import type { RegistryFacts } from '../../domain/ports/registryFacts';
import { failed, ok, type EndCheck, type EndOfRoute } from '../check';
import { findRegistry } from './findRegistry';

/** Source: learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions */
const ABAC_ROLES = ['Container Registry Repository Reader', 'Container Registry Repository Catalog Lister'];
const RBAC_ROLES = ['AcrPull'];

/** Which roles let the app read depends on the mode of the registry: in the newer one AcrPull counts for nothing. */
export const registryReadable: EndCheck = {
  code: 'registry_readable',
  about: 'end',
  question: "May the app's identity list and read what the registry holds?",
  isCheap: true,
  symptom: 'Nothing can be planned or verified: the registry denies the app, though it has AcrPull.',
  remedy:
    'Assign AcrPull; in a registry with permissions for each repository (ABAC) Container Registry Repository Reader and … Catalog Lister.',
  explains: ['access_denied', 'not_verified'],
  look: (deps, at) =>
    findRegistry(deps, at, async (facts) => {
      const roles = isAbac(facts) ? ABAC_ROLES : RBAC_ROLES;
      const mode = `Its mode of role assignments is ${facts.roleAssignmentMode ?? 'not told'}: the app needs ${roles.join(' and ')}`;
      try {
        await deps.listing.repositories(at.end, at.route.name, {});
        return ok(`The app lists its repositories. ${mode}.`);
      } catch (error) {
        // The network has a row of its own.
        if (!(error instanceof AccessDeniedError) || error.message.includes('aka.ms/acr/firewall')) throw error;
        return failed(`${error.message} ${mode}.`, grant(at, roles));
      }
    }),
};

function isAbac({ roleAssignmentMode = '' }: RegistryFacts): boolean {
  return roleAssignmentMode.toLowerCase() === 'abacrepositorypermissions';
}

function grant({ end: { registryId } }: EndOfRoute, roles: readonly string[]) {
  const say =
    "Assign the roles to the app's identity, whose object id is in FERRY_PRINCIPAL_ID. It takes up to ten minutes to take effect.";
  const assign = (role: string) =>
    `az role assignment create --assignee-object-id "$FERRY_PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --role "${role}" --scope "${registryId}"`;
  return fixBy(say, roles.map(assign).join(' && '), registryId);
}

import { fixBy } from '../../domain/doctor/fixBy';
import type { Fix } from '../../domain/doctor/finding';
import { AccessDeniedError } from '../../domain/failures/errors';
import type { RegistryFacts } from '../../domain/ports/registryFacts';
import { appNeedsOf } from '../../domain/roles/appNeeds';
import { assignCommand } from '../../domain/roles/assignCommand';
import { ACR_PULL, CATALOG_LISTER, REPOSITORY_READER, type BuiltInRole } from '../../domain/roles/builtInRoles';
import type { Route } from '../../domain/route';
import { orPropagating } from '../access/orPropagating';
import { failed, ok, warning, type EndCheck, type EndOfRoute } from '../check';
import { findRegistry } from './findRegistry';

/** Source: learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions */
const ABAC_ROLES = [REPOSITORY_READER, CATALOG_LISTER];
const RBAC_ROLES = [ACR_PULL];

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
      const mode = `Its mode of role assignments is ${facts.roleAssignmentMode ?? 'not told'}: the app needs ${roles.map(({ role }) => role).join(' and ')}`;
      try {
        await deps.listing.repositories(at.end, at.route.name, {});
        return ok(`The app lists its repositories. ${mode}.`);
      } catch (error) {
        // The network has a row of its own.
        if (!(error instanceof AccessDeniedError) || error.message.includes('aka.ms/acr/firewall')) throw error;
        const principalId = await deps.permissions.principalOf(at.end);
        const fix = grant(at, roles, principalId);
        const refused = { end: at.end, principalId, scope: at.end.registryId, roles };
        if (!isAbac(facts) || mustList(at.route))
          return orPropagating(deps, refused, failed(`${error.message} ${mode}.`, fix));
        // There the right to read may be given of some repositories alone, and without that to list them.
        return warning(
          `${error.message} ${mode}; the latter only for selections, of which the route has none. Whether it may read what it is asked for is not known.`,
          fix,
        );
      }
    }),
};

function isAbac({ roleAssignmentMode = '' }: RegistryFacts): boolean {
  return roleAssignmentMode.toLowerCase() === 'abacrepositorypermissions';
}

/** Artifacts that are named are read without a list of repositories. */
function mustList({ select, schedules = [], onPush }: Route): boolean {
  return select !== undefined || schedules.length > 0 || onPush !== undefined;
}

function grant({ name, end, route }: EndOfRoute, roles: readonly BuiltInRole[], principal: string | undefined): Fix {
  const needs = appNeedsOf(name, end, route, { ...(principal !== undefined && { end: principal }) });
  const commands = roles.map(({ role }) => {
    const need = needs.find((one) => one.role === role);
    return need?.command ?? assignCommand('"$FERRY_PRINCIPAL_ID"', role, end.registryId);
  });
  const command = commands.join(' && ');
  const told = command.includes('FERRY_PRINCIPAL_ID') ? ', whose object id is in FERRY_PRINCIPAL_ID' : '';
  const say = `Assign the roles to the identity of the app (credential ${end.credential.name})${told}. It takes up to ten minutes to take effect.`;
  return fixBy(say, command, end.registryId);
}

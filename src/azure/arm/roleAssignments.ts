import type { RoleAssignments, RoleGrant } from '../../domain/ports/roleAssignments';
import { assignmentName, type RoleAssignment, type WantedRole } from '../../domain/roles/roleAssignment';
import { verdictOf } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { ferryErrorFor } from '../serviceError';
import { listResources } from './armResources';
import { createPipelineClients, send, wordsOf, type Answer } from './pipelineClient';

const PROVIDER = '/providers/Microsoft.Authorization/roleAssignments';
const QUERY = 'api-version=2022-04-01';

interface AssignmentDocument {
  properties?: {
    scope?: string;
    roleDefinitionId?: string;
    principalId?: string;
    createdOn?: string;
    updatedOn?: string;
  };
}

/** Source: https://learn.microsoft.com/rest/api/authorization/role-assignments */
export function createRoleAssignments(credentialFor: CredentialFor): RoleAssignments {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async assignedTo(end, scope, principalId) {
      const filter = encodeURIComponent(`atScope() and assignedTo('${principalId}')`);
      const asking = {
        doing: `list the role assignments on ${scope}`,
        access: `Reader on ${scope} (Microsoft.Authorization/roleAssignments/read)`,
      };
      const path = `${scope}${PROVIDER}?${QUERY}&$filter=${filter}`;
      const listed = await listResources<AssignmentDocument>(clientFor(end), path, asking);
      return listed.flatMap(toAssignment);
    },
    async grant(end, role) {
      const doing = `assign the role ${role.roleDefinitionId} on ${role.scope}`;
      const path = `${role.scope}${PROVIDER}/${assignmentName(role)}?${QUERY}`;
      const answer = await send<AssignmentDocument>(
        () =>
          clientFor(end)
            .pathUnchecked(path)
            .put({ body: { properties: propertiesOf(role) } }),
        doing,
        `the right to assign roles on ${role.scope}`,
      );
      return toGrant(answer, doing);
    },
  };
}

/** The type spares the service the question whether the principal exists: a new one is not known everywhere at once. */
function propertiesOf({ scope, roleDefinitionId, principalId }: WantedRole): object {
  const [subscription = ''] = /^\/subscriptions\/[^/]+/i.exec(scope) ?? [];
  const definition = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionId}`;
  return { roleDefinitionId: definition, principalId, principalType: 'ServicePrincipal' };
}

function toGrant(answer: Answer<AssignmentDocument>, doing: string): RoleGrant {
  const { createdOn } = answer.body.properties ?? {};
  const made = createdOn === undefined ? {} : { createdOn };
  if (answer.status === 201) return { outcome: 'granted', ...made };
  if (answer.status === 200) return { outcome: 'exists', ...made };
  const { words, code, ...said } = wordsOf(answer);
  if (answer.status === 409 && code === 'RoleAssignmentExists') return { outcome: 'exists' };
  if (verdictOf({ code, ...said }) === 'weather') throw ferryErrorFor({ words, code, ...said }, doing, '');
  return { outcome: 'refused', code, words, correlationId: said.correlationId };
}

function toAssignment({ properties = {} }: AssignmentDocument): RoleAssignment[] {
  const { scope, roleDefinitionId, principalId, createdOn, updatedOn } = properties;
  const id = roleDefinitionId?.split('/').at(-1);
  if (scope === undefined || id === undefined || principalId === undefined) return [];
  const times = { ...(createdOn !== undefined && { createdOn }), ...(updatedOn !== undefined && { updatedOn }) };
  return [{ scope, roleDefinitionId: id, principalId, ...times }];
}

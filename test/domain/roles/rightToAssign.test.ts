import { expandCommand } from '../../../local/faults/shell/expandCommand';
import { rightToAssign } from '../../../src/domain/roles/rightToAssign';

const SCOPE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a';
const PRINCIPAL = '12345678-1234-4234-8234-123456789abc';

it('lets the app assign and remove the roles that pipelines need, to service principals, and none else', async () => {
  const command = rightToAssign(SCOPE, PRINCIPAL) ?? '';
  const ids = [
    ...['ba92f5b4-2d11-453d-a403-e96b0029c9fe', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'],
    '4633458b-17de-408a-b874-0445c86b69e6',
  ];
  const [head, condition] = command.split(' --condition ');
  expect(head).toBe(
    `az role assignment create --assignee-object-id ${PRINCIPAL} --assignee-principal-type ServicePrincipal ` +
      `--role "Role Based Access Control Administrator" --scope "${SCOPE}" --condition-version 2.0`,
  );
  const limit = (verb: string, where: string): string =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR ` +
    `(${where}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ids.join(', ')}} AND ` +
    `${where}[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`;
  // An interactive bash takes `!(` within double quotes for its history.
  expect(condition).toMatch(/^'\(\(!\(/);
  const shell = { variables: {}, run: () => Promise.reject(new Error('Nothing is nested.')) };
  expect(await expandCommand(condition ?? '', shell)).toEqual([
    `${limit('write', '@Request')} AND ${limit('delete', '@Resource')}`,
  ]);
});

it('is no command where a scope could not stand in one', () => {
  expect(rightToAssign('/subscriptions/$(rm x)', PRINCIPAL)).toBeUndefined();
});

it('says where the object id belongs while nobody knows it', () => {
  for (const unknown of [undefined, '$(rm x)'])
    expect(rightToAssign(SCOPE, unknown)).toContain('--assignee-object-id <object id of the app> ');
});

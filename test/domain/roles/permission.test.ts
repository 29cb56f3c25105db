import { allows, allowsData, type Permission } from '../../../src/domain/roles/permission';

const WRITE = 'Microsoft.Authorization/roleAssignments/write';

function role(changes: Partial<Permission>): Permission {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...changes };
}

it.each([
  ['*', true],
  [WRITE, true],
  ['microsoft.authorization/ROLEASSIGNMENTS/Write', true],
  ['Microsoft.Authorization/*', true],
  ['Microsoft.Authorization/*/write', true],
  ['*/write', true],
  ['Microsoft.*/roleAssignments/*', true],
  ['*/read', false],
  ['Microsoft.Authorization/roleAssignments', false],
  ['Microsoft.Authorization/roleAssignments/writeX', false],
  ['icrosoft.Authorization/*', false],
  ['Microsoft.Authorization/roleAssignments/write*write', false],
  ['Microsoft.Authorization/*assign*ments/*/write', false],
  ['Microsoft.Author.zation/*', false],
  ['', false],
])('%s allows writing role assignments: %s', (pattern, expected) => {
  expect(allows([role({ actions: [pattern] })], WRITE)).toBe(expected);
});

it('what a role does not allow, it does not allow, and another one may', () => {
  const contributor = role({ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] });
  expect(allows([contributor], WRITE)).toBe(false);
  expect(allows([contributor], 'Microsoft.Storage/storageAccounts/write')).toBe(true);
  expect(allows([contributor, role({ actions: [WRITE] })], WRITE)).toBe(true);
  expect(allows([], WRITE)).toBe(false);
});

it('actions on data are others', () => {
  const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
  const owner = role({ actions: ['*'] });
  const most = role({ dataActions: [`${blobs}/*`], notDataActions: [`${blobs}/delete`] });
  expect([allowsData([owner], `${blobs}/read`), allows([most], `${blobs}/read`)]).toEqual([false, false]);
  expect([allowsData([owner, most], `${blobs}/read`), allowsData([most], `${blobs}/delete`)]).toEqual([true, false]);
});

import { actsBy, assignmentName, gives, isPropagating } from '../../../src/domain/roles/roleAssignment';

const ROLE = {
  scope: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
  roleDefinitionId: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  principalId: '12345678-1234-4234-8234-123456789abc',
};

it('the name is a GUID that the role alone gives, whatever the letter case', () => {
  const name = assignmentName(ROLE);
  expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(assignmentName({ ...ROLE, scope: ROLE.scope.toUpperCase() })).toBe(name);
  // It has to stay: another name of the same role is refused.
  expect(name).toBe('0ed22a06-7139-88e2-80e2-74488be1e27c');
});

it.each(['scope', 'roleDefinitionId', 'principalId'] as const)('another %s, another name', (key) => {
  expect(assignmentName({ ...ROLE, [key]: `${ROLE[key].slice(0, -1)}0` })).not.toBe(assignmentName(ROLE));
});

it('ten minutes after it was made an assignment acts', () => {
  const made = { createdOn: '2026-06-01T00:00:00.1234567Z' };
  expect(actsBy(made)).toBe('2026-06-01T00:10:00.123Z');
  expect(actsBy({})).toBeUndefined();
  expect(isPropagating([{}, made], Date.parse('2026-06-01T00:09:59Z'))).toBe(true);
  expect(isPropagating([{}, made], Date.parse('2026-06-01T00:10:01Z'))).toBe(false);
});

it('gives the same role to the same principal, in any letter case', () => {
  const upper = { ...ROLE, principalId: ROLE.principalId.toUpperCase(), scope: '/subscriptions/s' };
  expect(gives(upper, ROLE)).toBe(true);
  expect(gives({ ...upper, principalId: 'x' }, ROLE)).toBe(false);
  expect(gives({ ...upper, roleDefinitionId: 'x' }, ROLE)).toBe(false);
});

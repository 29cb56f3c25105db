import type { RoleAssignments } from '../../src/domain/ports/roleAssignments';
import type { RouteEnd } from '../../src/domain/route';

/** Resources without role assignments, and a caller who may make them. */
export interface RoleAssignmentsUnderTest {
  assignments: RoleAssignments;
  end: RouteEnd;
  /** Resource id of a storage account. */
  account: string;
  /** From now on the caller may not make any. */
  forbid(): Promise<void>;
}

const READER = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';
const CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const PRINCIPAL = '12345678-1234-4234-8234-123456789012';
const OTHER = '12345678-1234-4234-8234-123456789013';

/** What RoleAssignments promise. */
export function describeRoleAssignmentsContract(name: string, setUp: () => Promise<RoleAssignmentsUnderTest>): void {
  describe(`RoleAssignments: ${name}`, () => {
    async function begin() {
      const under = await setUp();
      const container = `${under.account}/blobServices/default/containers/one`;
      const grant = (scope: string, roleDefinitionId = READER, principalId = PRINCIPAL) =>
        under.assignments.grant(under.end, { scope, roleDefinitionId, principalId });
      return { ...under, container, grant };
    }

    it('grants once: the same again is there already, and listed with its time', async () => {
      const { assignments, end, container, grant } = await begin();
      const [first, again] = [await grant(container), await grant(container)];
      const [listed, ...more] = await assignments.assignedTo(end, container, PRINCIPAL);
      expect([first.outcome, again.outcome]).toEqual(['granted', 'exists']);
      expect(listed).toMatchObject({ scope: container, roleDefinitionId: READER, principalId: PRINCIPAL });
      expect(Date.parse(listed?.createdOn ?? '')).not.toBeNaN();
      expect(more).toEqual([]);
    });

    it('two at once make one', async () => {
      const { assignments, end, container, grant } = await begin();
      const outcomes = (await Promise.all([grant(container), grant(container)])).map(({ outcome }) => outcome);
      expect(outcomes.sort()).toEqual(['exists', 'granted']);
      expect(await assignments.assignedTo(end, container, PRINCIPAL)).toHaveLength(1);
    });

    it('lists what is given above, not what is given below or to others', async () => {
      const { assignments, end, account, container, grant } = await begin();
      await grant(account);
      await grant(container, CONTRIBUTOR);
      await grant(account, READER, OTHER);
      const scopes = async (scope: string) =>
        (await assignments.assignedTo(end, scope, PRINCIPAL)).map((one) => one.scope).sort();
      expect(await scopes(container)).toEqual([account, container]);
      expect(await scopes(account)).toEqual([account]);
      expect(await assignments.assignedTo(end, account, `${OTHER.slice(0, -1)}9`)).toEqual([]);
    });

    it('a refusal is a value, in the service’s words', async () => {
      const { container, grant, forbid } = await begin();
      await forbid();
      const refused = await grant(container);
      expect(refused).toMatchObject({ outcome: 'refused', code: 'AuthorizationFailed' });
      expect(refused).toHaveProperty('words', expect.stringContaining('does not have authorization'));
    });
  });
}

import { lookForNewRole } from '../../src/activities/runs/lookForNewRole';
import { createDoctor } from '../../src/doctor/createDoctor';
import { AccessDeniedError, ServiceRefusedError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import { BLOB_CONTRIBUTOR, BLOB_READER } from '../../src/domain/roles/builtInRoles';
import { doctorPorts } from '../helpers/fakeDoctorPorts';
import { FakeResourceManager } from '../helpers/fakeResourceManager';
import { FakeRoutePipelines } from '../helpers/fakeRoutePipelines';
import { createFakes } from '../helpers/fakes';
import { SOURCE, TARGET } from '../helpers/route';

const REFUSED_AT = '2026-11-20T10:02:00.000Z';
const ACCOUNT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a';

/** A transfer whose pipelines have identities, which are given a role on their container. */
async function setUp() {
  const { transfers, deps } = createFakes();
  const [routePipelines, roles] = [new FakeRoutePipelines(), new FakeResourceManager()];
  const doctor = createDoctor({
    ...doctorPorts(),
    ...{ routePipelines, resources: roles, permissions: roles, roleAssignments: roles },
  });
  const ends = { source: SOURCE, target: TARGET };
  for (const name of ['source', 'target'] as const) {
    const { containerUri } = ends[name];
    await routePipelines.put(name, ends[name], { containerUri, storageAccessMode: 'ManagedIdentity', options: [] });
    roles.accounts.set(containerUri.replace(/\/[^/]+$/, ''), ACCOUNT);
  }
  const give = (name: 'source' | 'target', createdOn: string): void => {
    const { roleDefinitionId } = name === 'source' ? BLOB_CONTRIBUTOR : BLOB_READER;
    const { principalId = '' } = routePipelines.at(name, ends[name]).identity ?? {};
    roles.assignments.push({ scope: ACCOUNT, roleDefinitionId, principalId, createdOn });
  };
  const look = (kind: 'export' | 'import') =>
    lookForNewRole(
      { ...deps, transfers, doctor },
      { transferId: 't1', kind, refusedAt: REFUSED_AT, where: 'storage', nextRun: 'next' },
    );
  return { transfers, roles, give, look };
}

describe.each([
  ['export', 'source'],
  ['import', 'target'],
] as const)('an %s run that was refused', (kind, end) => {
  it('may be allowed once the new role of its pipeline acts', async () => {
    const { give, look } = await setUp();
    give(end, '2026-11-20T09:58:00Z');
    expect(await look(kind)).toEqual({ actsBy: '2026-11-20T10:08:00.000Z' });
  });

  it('may be allowed, where the role was only given afterwards', async () => {
    const { give, look } = await setUp();
    give(end, '2026-11-20T10:03:00Z');
    expect(await look(kind)).toEqual({ actsBy: '2026-11-20T10:13:00.000Z' });
  });

  it('will be refused again where there is no role, or an old one', async () => {
    const { give, look } = await setUp();
    give(end === 'source' ? 'target' : 'source', '2026-11-20T09:58:00Z');
    expect(await look(kind)).toEqual({});
    give(end, '2026-11-19T09:00:00Z');
    expect(await look(kind)).toEqual({});
  });

  it('was made again already, whatever the roles are by now', async () => {
    const { transfers, look } = await setUp();
    await transfers.noteRun('t1', 'next');
    expect(await look(kind)).toEqual({ isMadeAgain: true });
  });

  it.each([
    new ServiceUnavailableError('list roles', { words: '503' }),
    new AccessDeniedError('list roles', 'Reader', { words: '403' }),
    new ServiceRefusedError('list roles', { words: '400' }),
  ])('is not said to be hopeless where nobody can tell: %s', async (error) => {
    const { roles, look } = await setUp();
    roles.assignedTo = () => Promise.reject(error);
    await expect(look(kind)).rejects.toBe(error);
  });
});

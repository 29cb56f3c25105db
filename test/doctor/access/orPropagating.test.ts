import { appContainerRights } from '../../../src/doctor/access/appContainerRights';
import { appRegistryRights } from '../../../src/doctor/access/appRegistryRights';
import { probeBlob } from '../../../src/doctor/storage/probeBlob';
import { AccessDeniedError, SecretUnavailableError } from '../../../src/domain/failures/errors';
import {
  BLOB_CONTRIBUTOR,
  OWNER,
  PIPELINE_CONTRIBUTOR,
  READER,
  SECRETS_USER,
} from '../../../src/domain/roles/builtInRoles';
import { ACCOUNT_ID } from '../../helpers/fakeStorageFacts';
import { NO_BLOCKS } from '../../helpers/fakeCopyProbe';
import { route, SOURCE } from '../../helpers/route';
import { APP, NOW, SECRET } from '../endFixture';
import { allGiven, CONTAINER, nothing, VAULT } from './allGiven';

describe('propagation is told of', () => {
  it.each([
    ['the role it needs', PIPELINE_CONTRIBUTOR.roleDefinitionId, 'warning'],
    ['one that allows more', OWNER.roleDefinitionId, 'warning'],
    ['one of somebody’s own making', '12345678-1234-4234-8234-1234567890ab', 'warning'],
    ['one that does not allow it', READER.roleDefinitionId, 'failed'],
  ])('an app that was just given %s', async (_what, roleDefinitionId, status) => {
    const { look, roles, end } = await allGiven('source');
    roles.allowed.set(end.registryId, [{ ...nothing, actions: ['*/read'] }]);
    const createdOn = new Date(NOW - 60_000).toISOString();
    roles.assignments.push({ roleDefinitionId, scope: end.registryId, principalId: APP, createdOn });
    const found = await look(appRegistryRights);
    expect(found.status).toBe(status);
    if (status === 'failed') return;
    expect(found).toMatchObject({
      evidence: expect.stringContaining('this is propagation'),
      fix: { say: expect.stringContaining(new Date(NOW + 9 * 60_000).toISOString()) },
    });
    roles.assignments[0] = {
      roleDefinitionId,
      scope: end.registryId,
      principalId: APP,
      createdOn: '2026-01-01T00:00:00Z',
    };
    expect((await look(appRegistryRights)).status).toBe('failed');
    roles.assignments[0] = { ...roles.assignments[0], updatedOn: createdOn };
    expect((await look(appRegistryRights)).status).toBe('warning');
    roles.assignedTo = () => Promise.reject(new AccessDeniedError('list roles', 'Reader', { words: '403' }));
    expect((await look(appRegistryRights)).status).toBe('failed');
  });

  it('an app that was just given a role on the container, and may not even list', async () => {
    const { look, roles, containerProbes } = await allGiven('target');
    const createdOn = new Date(NOW - 60_000).toISOString();
    const { roleDefinitionId } = BLOB_CONTRIBUTOR;
    roles.assignments.push({ roleDefinitionId, scope: CONTAINER, principalId: APP, createdOn });
    const said = { words: '403.', code: 'AuthorizationPermissionMismatch', correlationId: 'c-1' };
    containerProbes.failure = new AccessDeniedError('list blobs', 'a role', said);
    expect(await look(appContainerRights)).toMatchObject({
      ...{ status: 'warning', correlationId: 'c-1', fix: { say: expect.stringContaining('Wait until') } },
    });
    containerProbes.failure = undefined;
    roles.allowed.set(ACCOUNT_ID, [{ ...nothing, dataActions: ['*/blobs/read'] }]);
    expect((await look(appContainerRights)).status).toBe('warning');
  });

  it.each(['source', 'target'] as const)('a probe blob that is refused while a role at the %s is new', async (name) => {
    const given = await allGiven(name);
    const { roles, copyProbe } = given;
    const look = () => probeBlob.look(given, route());
    const serviceCode = 'AuthorizationPermissionMismatch';
    copyProbe.tryCopy = async () => ({ is: 'refused', failure: NO_BLOCKS, serviceCode, left: [] });
    expect((await look()).status).toBe('failed');
    const createdOn = new Date(NOW - 60_000).toISOString();
    const { roleDefinitionId } = BLOB_CONTRIBUTOR;
    roles.assignments.push({ roleDefinitionId, scope: CONTAINER, principalId: APP, createdOn });
    expect(await look()).toMatchObject({
      ...{ status: 'warning', fix: { say: expect.stringContaining('Wait until') } },
    });
    copyProbe.tryCopy = async () => ({ is: 'refused', failure: NO_BLOCKS, left: [] });
    expect((await look()).status).toBe('failed');
  });

  it('an app that was just given a role on the secret that it signs in with', async () => {
    const secretUri = `${new URL(SECRET).origin}/secrets/client`;
    const credential = { name: 'far', type: 'clientSecret', tenantId: 't', clientId: 'c', secretUri } as const;
    const { look, roles } = await allGiven('source', { source: { ...SOURCE, credential } });
    roles.refuses = new SecretUnavailableError(secretUri, { words: '403 ForbiddenByRbac' });
    expect((await look(appRegistryRights)).status).toBe('failed');
    const { roleDefinitionId } = SECRETS_USER;
    const createdOn = new Date(NOW - 60_000).toISOString();
    roles.assignments.push({ roleDefinitionId, scope: VAULT, principalId: APP, createdOn });
    expect((await look(appRegistryRights)).status).toBe('warning');
  });
});

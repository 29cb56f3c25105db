import { ACCESS_CHECKS } from '../../../src/doctor/access/accessChecks';
import { appContainerRights } from '../../../src/doctor/access/appContainerRights';
import { appRegistryRights } from '../../../src/doctor/access/appRegistryRights';
import { pipelineRole } from '../../../src/doctor/access/pipelineRole';
import {
  AccessDeniedError,
  SecretUnavailableError,
  ServiceUnavailableError,
  SignInRefusedError,
} from '../../../src/domain/failures/errors';
import { BLOB_CONTRIBUTOR, BLOB_READER, SECRETS_USER } from '../../../src/domain/roles/builtInRoles';
import type { AccessPolicy } from '../../../src/domain/roles/accessPolicy';
import { ACCOUNT_ID } from '../../helpers/fakeStorageFacts';
import { COPY, SOURCE } from '../../helpers/route';
import { APP, createEndFixture, NOW, SECRET } from '../endFixture';
import { allGiven, CONTAINER, nothing, VAULT } from './allGiven';

describe('checks of rights', () => {
  it.each(['source', 'target'] as const)('find nothing at the %s where all are given', async (name) => {
    const { look, give } = await allGiven(name);
    give(SECRETS_USER, VAULT);
    for (const check of ACCESS_CHECKS) expect([check.code, (await look(check)).status]).toEqual([check.code, 'ok']);
  });

  it('the pipeline that may not read its secret', async () => {
    const { look } = await allGiven('source');
    expect(await look(pipelineRole)).toMatchObject({
      status: 'failed',
      evidence: expect.stringContaining(`no role on ${VAULT}/secrets/sas`),
      fix: { command: expect.stringMatching(/^az role assignment create .*--role "Key Vault Secrets User"/) },
    });
  });

  it.each([
    ['source', BLOB_CONTRIBUTOR, 'ok'],
    ['source', BLOB_READER, 'notCheckable'],
    ['target', BLOB_READER, 'ok'],
    ['target', BLOB_CONTRIBUTOR, 'ok'],
    ['target', { roleDefinitionId: 'one-of-our-own' }, 'notCheckable'],
  ] as const)('a pipeline of the %s whose identity has %j on the container', async (name, role, status) => {
    const { look, give, put } = await allGiven(name);
    await put({ storageAccessMode: 'ManagedIdentity' });
    expect((await look(pipelineRole)).status).toBe('failed');
    give(role, CONTAINER);
    expect((await look(pipelineRole)).status).toBe(status);
  });

  it('a role that was just given is named propagation', async () => {
    const { look, give } = await allGiven('source');
    give(SECRETS_USER, VAULT, new Date(NOW - 60_000).toISOString());
    expect(await look(pipelineRole)).toMatchObject({ status: 'ok', evidence: expect.stringContaining('propagation') });
  });

  it('a vault with access policies is judged by them, and roles do not count', async () => {
    const { look, give, roles, routePipelines, end } = await allGiven('source');
    const { principalId = '' } = routePipelines.at('source', end).identity ?? {};
    const having = (policy: Partial<AccessPolicy>, tenantId?: string) => {
      const accessPolicies = [{ objectId: principalId, secrets: [], ...policy }];
      const tenant = tenantId !== undefined && { tenantId };
      roles.vaults.set(new URL(SECRET).origin, { id: VAULT, hasRoles: false, accessPolicies, ...tenant });
      return look(pipelineRole);
    };
    give(SECRETS_USER, VAULT);
    expect(await having({ secrets: ['list', 'set'] })).toMatchObject({
      ...{ status: 'failed', evidence: expect.stringContaining(principalId) },
      fix: { command: `az keyvault set-policy --name vault --object-id ${principalId} --secret-permissions get` },
    });
    expect((await having({ secrets: ['Get', 'List'] })).status).toBe('ok');
    expect((await having({ secrets: ['all'] })).status).toBe('ok');
    expect((await having({ secrets: ['get'], objectId: APP.toUpperCase() })).status).toBe('failed');
    expect((await having({ secrets: ['list'], objectId: 'a-group' })).status).toBe('failed');
    expect(await having({ secrets: ['get'], objectId: 'a-group' })).toMatchObject({
      ...{ status: 'notCheckable', evidence: expect.stringContaining('a-group') },
      fix: { command: expect.stringContaining(`--object-id ${principalId}`) },
    });
    expect((await having({ secrets: ['get'], applicationId: 'an-app' })).status).toBe('failed');
    expect((await having({ secrets: ['get'], tenantId: 'elsewhere' }, 'here')).status).toBe('failed');
    const { identity } = routePipelines.at('source', end);
    routePipelines.at('source', end).identity = {
      ...identity,
      tenantId: 'there',
      type: 'SystemAssigned',
      userAssigned: [],
    };
    const far = await having({ secrets: ['get'] }, 'here');
    expect([far.status, far.fix?.command]).toEqual(['failed', undefined]);
  });

  it('what nobody sees cannot be checked', async () => {
    const { look, roles, put, routePipelines, end } = await allGiven('source');
    roles.isSeenFrom = () => false;
    expect((await look(pipelineRole)).status).toBe('notCheckable');
    expect((await look(appContainerRights)).status).toBe('notCheckable');
    await put({ storageAccessMode: 'ManagedIdentity' });
    expect((await look(pipelineRole)).status).toBe('notCheckable');
    await routePipelines.remove('source', end);
    expect((await look(pipelineRole)).status).toBe('notCheckable');
  });

  it('an app that may not make runs', async () => {
    const { look, roles, end } = await allGiven('source');
    roles.allowed.set(end.registryId, [{ ...nothing, actions: ['*/read'] }]);
    expect(await look(appRegistryRights)).toMatchObject({
      status: 'failed',
      evidence: expect.stringMatching(
        /lacks Microsoft\.ContainerRegistry\/registries\/pipelineRuns\/write, .*delete\.$/,
      ),
      fix: { command: expect.stringContaining(`--assignee-object-id ${APP}`) },
    });
  });

  it('an app that may not write blobs, or not even list them', async () => {
    const { look, roles, containerProbes } = await allGiven('target');
    roles.allowed.set(ACCOUNT_ID, [{ ...nothing, dataActions: ['*/blobs/read'] }]);
    const command = expect.stringContaining('--role "Storage Blob Data Contributor"');
    expect(await look(appContainerRights)).toMatchObject({
      ...{ status: 'failed', evidence: expect.stringMatching(/blobs\/write/), fix: { command } },
    });
    const said = { words: '403.', code: 'AuthorizationPermissionMismatch', correlationId: 'c-1' };
    containerProbes.failure = new AccessDeniedError('list blobs', 'a role', said);
    expect(await look(appContainerRights)).toMatchObject({
      ...{ status: 'failed', evidence: expect.stringContaining('403'), correlationId: 'c-1', fix: { command } },
    });
    containerProbes.failure = new ServiceUnavailableError('list blobs', said);
    await expect(look(appContainerRights)).rejects.toBe(containerProbes.failure);
  });

  it('an app that has a SAS needs no role', async () => {
    const { look } = await createEndFixture('source', { source: { ...SOURCE, sasSecretUri: SECRET } });
    expect((await look(appContainerRights)).status).toBe('ok');
  });

  it.each([
    ['server', 'failed'],
    ['auto', 'warning'],
    ['relay', 'ok'],
  ] as const)('an app that may not sign a SAS, with the strategy %s', async (strategy, status) => {
    const { look, roles } = await allGiven('source', { copy: { ...COPY, strategy } });
    roles.allowed.set(ACCOUNT_ID, [{ ...nothing, dataActions: ['Microsoft.Storage/*'] }]);
    const { fix, ...found } = await look(appContainerRights);
    expect(found.status).toBe(status);
    const command = expect.stringMatching(
      /--role "Storage Blob Delegator" --scope "\$\(az storage account show [^/]*"$/,
    );
    expect(fix?.command).toEqual(status === 'ok' ? undefined : command);
  });

  it('an app of a route without a target signs none', async () => {
    const { look, roles } = await allGiven('source', { target: undefined } as never);
    roles.allowed.set(ACCOUNT_ID, [{ ...nothing, dataActions: ['Microsoft.Storage/*'] }]);
    expect((await look(appContainerRights)).status).toBe('ok');
  });

  it('an app that the network keeps out lacks no role', async () => {
    const { look, containerProbes } = await allGiven('target');
    const denied = (code: string) => new AccessDeniedError('list blobs', 'a role', { words: `403 ${code}: No.`, code });
    containerProbes.failure = denied('AuthorizationFailure');
    expect(await look(appContainerRights)).toEqual({
      ...{ status: 'notCheckable', evidence: 'Could not list blobs: 403 AuthorizationFailure: No.' },
      fix: { say: expect.stringContaining('network rules') },
    });
    const words = '403 InvalidAuthenticationInfo: AuthorizationFailure, AuthorizationPermissionMismatch.';
    containerProbes.failure = new AccessDeniedError('list blobs', 'a role', {
      words,
      code: 'InvalidAuthenticationInfo',
    });
    expect(await look(appContainerRights)).toMatchObject({ status: 'failed', fix: { say: expect.any(String) } });
    expect((await look(appContainerRights)).fix?.command).toBeUndefined();
  });

  it.each([appRegistryRights, appContainerRights])('an app that cannot sign in: $code', async (check) => {
    const secretUri = 'https://vault.example/secrets/client';
    const credential = { name: 'far', type: 'clientSecret', tenantId: 't', clientId: 'c', secretUri } as const;
    const { look, roles, containerProbes } = await allGiven('source', { source: { ...SOURCE, credential } });
    const fail = (error: Error) => {
      containerProbes.failure = error;
      roles.refuses = error;
    };
    fail(new SignInRefusedError(credential, { words: 'AADSTS7000222', correlationId: 'c-2' }, 'Make a new secret.'));
    expect(await look(check)).toEqual({
      ...{ status: 'failed', evidence: expect.stringContaining('AADSTS7000222'), correlationId: 'c-2' },
      fix: { say: 'Make a new secret.' },
    });
    fail(new SecretUnavailableError(secretUri, { words: '404 SecretNotFound' }));
    expect((await look(check)).status).toBe('failed');
    expect((await look(check)).fix?.command).toBeUndefined();
    fail(new SecretUnavailableError(secretUri, { words: '403 ForbiddenByRbac' }));
    expect((await look(check)).fix?.command).toMatch(/--role "Key Vault Secrets User" --scope ".*\/secrets\/client"$/);
    const noPolicy =
      "The user, group or application 'oid=x' does not have secrets get permission on key vault 'vault'.";
    fail(new SecretUnavailableError(secretUri, { words: `403 Forbidden: ${noPolicy}` }));
    expect((await look(check)).fix?.command).toBe(
      `az keyvault set-policy --name vault --object-id ${APP} --secret-permissions get`,
    );
    // The app's right to write the SAS of its pipeline is not taken away.
    const sas = { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 } as const;
    const settings = { options: [], storageAccessMode: 'SasToken', secretUri: SECRET, sas } as const;
    const writing = await allGiven('source', { source: { ...SOURCE, credential, pipelineSettings: settings } });
    writing.containerProbes.failure = new SecretUnavailableError(secretUri, { words: `403 Forbidden: ${noPolicy}` });
    writing.roles.refuses = writing.containerProbes.failure;
    expect((await writing.look(check)).fix?.command).toMatch(/ --name vault .* --secret-permissions get list set$/);
  });

  it('an app that may not read its SAS, but not where that is told by the rows of secrets', async () => {
    const { look, containerProbes, secretFacts } = await allGiven('source', {
      source: { ...SOURCE, sasSecretUri: SECRET },
    });
    containerProbes.failure = new SecretUnavailableError(SECRET, { words: '403 Forbidden' });
    expect((await look(appContainerRights)).status).toBe('failed');
    secretFacts.secrets.clear();
    await expect(look(appContainerRights)).rejects.toBe(containerProbes.failure);
  });

  it('an app without any role on the registry, or with one that lets it ask nothing', async () => {
    const { look, roles, routePipelines } = await allGiven('source');
    const denied = new AccessDeniedError('ask', 'a role', { words: '403 AuthorizationFailed', correlationId: 'c-3' });
    roles.refuses = denied;
    await expect(look(appRegistryRights)).rejects.toBe(denied);
    routePipelines.find = () => Promise.reject(denied);
    expect(await look(appRegistryRights)).toMatchObject({
      ...{ status: 'failed', correlationId: 'c-3' },
      fix: { command: expect.stringContaining('--role "Container Registry Transfer Pipeline Contributor"') },
    });
  });
});

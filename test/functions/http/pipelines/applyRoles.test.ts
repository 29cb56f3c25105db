import type { PipelineSettings } from '../../../../src/domain/pipelines/pipelineSettings';
import { AccessDeniedError, ServiceUnavailableError } from '../../../../src/domain/failures/errors';
import { route, routeEnd, SOURCE, TARGET } from '../../../helpers/route';
import { createApi } from '../apiFixture';

const EXPORT: PipelineSettings = { options: ['OverwriteBlobs'], storageAccessMode: 'ManagedIdentity' };
const SECRET = 'https://ferryvault.vault.example/secrets/import-sas';
const IMPORT: PipelineSettings = {
  ...{ options: ['OverwriteTags'], storageAccessMode: 'SasToken', secretUri: SECRET, sourceTrigger: 'Disabled' },
};
const BOTH = route({
  source: routeEnd('builds', { pipelineSettings: EXPORT }),
  target: routeEnd('production', { pipelineSettings: IMPORT }),
});
const ACCOUNT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/builds';
const VAULT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ferryvault';
const CONTAINER = `${ACCOUNT}/blobServices/default/containers/transfers`;

function setUp() {
  const api = createApi();
  api.loadsRoutes({ routes: new Map([['prod', BOTH]]), mistakes: [] });
  const { resourceManager } = api;
  resourceManager.accounts.set('https://builds.blob.core.windows.net', ACCOUNT);
  resourceManager.vaults.set(new URL(SECRET).origin, { id: VAULT, hasRoles: true });
  const apply = async (query = '') => {
    const { status, body, headers } = await api.putPipelines('prod', `?applyRoles=true${query}`);
    const assignments = (body.pipelines ?? []).flatMap(({ needs }: { needs: { assignment: object }[] }) =>
      needs.map(({ assignment }) => assignment),
    );
    return { status, body, headers, assignments };
  };
  return { ...api, apply };
}

describe('PUT /api/routes/{route}/pipelines?applyRoles=true', () => {
  it('gives the identities what they need, where it is, and tells by when it acts', async () => {
    const { apply, resourceManager, logged } = setUp();
    const { status, headers, assignments } = await apply();
    const times = { assignedOn: '2026-11-21T10:00:00.000Z', actsBy: '2026-11-21T10:10:00.000Z' };
    expect([status, headers['retry-after'], assignments]).toEqual([
      202,
      '60',
      [
        { outcome: 'granted', resourceId: CONTAINER, ...times },
        { outcome: 'granted', resourceId: `${VAULT}/secrets/import-sas`, ...times },
      ],
    ]);
    expect(resourceManager.granted).toEqual([
      { scope: CONTAINER, roleDefinitionId: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe', principalId: expect.any(String) },
      {
        scope: `${VAULT}/secrets/import-sas`,
        ...{ roleDefinitionId: '4633458b-17de-408a-b874-0445c86b69e6', principalId: expect.any(String) },
      },
    ]);
    expect(
      logged.filter((line) => line.includes(`Storage Blob Data Contributor on ${CONTAINER} was given`)),
    ).toHaveLength(1);
  });

  it('is 200 once ten minutes have passed, and data planes know every role', async () => {
    const { apply, resourceManager, deps } = setUp();
    resourceManager.now = '2026-11-21T09:50:30.000Z';
    expect(await apply('&end=source')).toMatchObject({ status: 202, headers: { 'retry-after': '30' } });
    deps.machine.now = () => Date.parse('2026-11-21T10:00:31.000Z');
    expect(await apply('&end=source')).toMatchObject({ status: 200, assignments: [{ outcome: 'exists' }] });
  });

  it('nothing is assigned unless the request says so', async () => {
    const { putPipelines, resourceManager } = setUp();
    const { body } = await putPipelines('prod');
    expect(resourceManager.granted).toEqual([]);
    expect(body.pipelines[0].needs[0]).not.toHaveProperty('assignment');
    expect((await putPipelines('prod', '?applyRoles=yes')).status).toBe(400);
  });

  it('twice is one change, and so are two at once', async () => {
    const { apply, resourceManager } = setUp();
    const both = await Promise.all([apply('&end=source'), apply('&end=source')]);
    const outcomes = both.flatMap(({ assignments }) => assignments.map(({ outcome }: { outcome: string }) => outcome));
    const again = await apply('&end=source');
    expect(outcomes.sort()).toEqual(['exists', 'granted']);
    expect(again.assignments).toMatchObject([{ outcome: 'exists', actsBy: '2026-11-21T10:10:00.000Z' }]);
    expect(resourceManager.granted).toHaveLength(1);
  });

  it('what is given above counts', async () => {
    const { apply, routePipelines, putPipelines, resourceManager } = setUp();
    await putPipelines('prod');
    const { principalId = '' } = routePipelines.at('source', SOURCE).identity ?? {};
    resourceManager.assignments.push({
      ...{ scope: ACCOUNT, roleDefinitionId: 'BA92F5B4-2d11-453d-a403-e96b0029c9fe', principalId },
    });
    expect((await apply('&end=source')).assignments).toEqual([{ outcome: 'exists', resourceId: CONTAINER }]);
    expect(resourceManager.granted).toEqual([]);
  });

  it('a dry run assigns nothing, and tells what it would, before there is a pipeline and after', async () => {
    const { apply, putPipelines, resourceManager } = setUp();
    const would = { outcome: 'wouldGrant', resourceId: CONTAINER };
    expect((await apply('&dryRun=true&end=source')).assignments).toEqual([would]);
    await putPipelines('prod');
    expect((await apply('&dryRun=true&end=source')).assignments).toEqual([would]);
    expect(resourceManager.granted).toEqual([]);
  });

  it('waits until the assignment is listed; 202 where that takes too long, and the same request goes on', async () => {
    const { apply, resourceManager } = setUp();
    resourceManager.looks = 5;
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'granted' }]);
    resourceManager.assignments.length = 0;
    resourceManager.looks = 1_000;
    const { status, headers, assignments } = await apply('&end=source');
    expect([status, headers['retry-after']]).toEqual([202, '10']);
    expect(assignments).toMatchObject([{ outcome: 'propagating', resourceId: CONTAINER }]);
    resourceManager.looks = 0;
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'exists' }]);
    expect(resourceManager.granted).toHaveLength(2);
  });

  it('a refusal is in the service’s words, with what gives the app the right; the pipelines are made all the same', async () => {
    const { apply, resourceManager } = setUp();
    const words = "AuthorizationFailed: The client 'x' does not have authorization to perform action 'y'.";
    resourceManager.refusal = { code: 'AuthorizationFailed', words, correlationId: 'c1' };
    resourceManager.principalId = '12345678-1234-4234-8234-123456789012';
    const { status, body, assignments } = await apply();
    expect([status, body.pipelines.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([
      200,
      ['created', 'created'],
    ]);
    expect(assignments[0]).toEqual({
      ...{ outcome: 'refused', resourceId: CONTAINER, message: words, correlationId: 'c1' },
      command: expect.stringMatching(
        /^az role assignment create --assignee-object-id 12345678-.* --role "Role Based Access Control Administrator" /,
      ),
    });
    resourceManager.refusal = { code: 'RoleAssignmentLimitExceeded', words: 'No more.' };
    expect((await apply('&end=source')).assignments).toEqual([
      { outcome: 'refused', resourceId: CONTAINER, message: 'No more.' },
    ]);
  });

  it('an identity that is too new to be known is waited for', async () => {
    const { apply, resourceManager } = setUp();
    let tries = 0;
    resourceManager.beforeGrant = async () => {
      tries += 1;
      const isKnown = tries > 3;
      resourceManager.refusal = isKnown ? undefined : { code: 'PrincipalNotFound', words: 'It does not exist.' };
    };
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'granted' }]);
    tries = -1_000;
    resourceManager.assignments.length = 0;
    expect((await apply('&end=source')).assignments).toMatchObject([
      { outcome: 'refused', message: 'It does not exist.' },
    ]);
  });

  it('weather is waited out; what lasts is the answer, and the same request does the rest', async () => {
    const { apply, resourceManager } = setUp();
    const weather = new ServiceUnavailableError('assign the role', { words: '503.' });
    let storms = 2;
    resourceManager.beforeGrant = () => ((storms -= 1) < 0 ? Promise.resolve() : Promise.reject(weather));
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'granted' }]);
    resourceManager.assignments.length = 0;
    storms = 1_000;
    const { status, body } = await apply('&end=source');
    expect([status, body.code]).toEqual([503, 'service_unavailable']);
    storms = 0;
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'granted' }]);
  });

  it('a vault with access policies is left alone, and the command is named', async () => {
    const { apply, resourceManager } = setUp();
    resourceManager.vaults.set(new URL(SECRET).origin, { id: VAULT, hasRoles: false });
    const { assignments, body } = await apply('&end=target');
    const command = expect.stringMatching(/^az keyvault set-policy --name ferryvault --object-id [\da-f-]{36} /);
    expect(assignments).toEqual([{ outcome: 'notDone', message: expect.stringContaining('access policies'), command }]);
    expect(body.pipelines[0].needs[0]).toMatchObject({ command, accessPolicyCommand: command });
    expect(resourceManager.granted).toEqual([]);
    const objectId = body.pipelines[0].needs[0].principalId;
    const accessPolicies = [{ objectId, secrets: ['get'] }];
    resourceManager.vaults.set(new URL(SECRET).origin, { id: VAULT, hasRoles: false, accessPolicies });
    expect((await apply('&end=target')).assignments).toEqual([{ outcome: 'exists', resourceId: VAULT }]);
    expect(resourceManager.granted).toEqual([]);
  });

  it('what the app does not see, or may not look for, is told with the key that helps', async () => {
    const { apply, resourceManager } = setUp();
    resourceManager.accounts.clear();
    resourceManager.vaults.clear();
    const { assignments } = await apply();
    expect(assignments).toEqual([
      { outcome: 'notDone', message: expect.stringContaining('write "storageAccountId" beside "containerUri"') },
      { outcome: 'notDone', message: expect.stringContaining('write "vaultId" beside "secretUri"') },
    ]);
    const denied = new AccessDeniedError('list the storage accounts', 'Reader', { words: '403.', correlationId: 'c2' });
    resourceManager.storageAccountIdOf = () => Promise.reject(denied);
    expect((await apply('&end=source')).assignments).toEqual([
      { outcome: 'refused', message: expect.stringContaining('Could not list'), correlationId: 'c2' },
    ]);
  });

  it('an identity that the service does not tell is named', async () => {
    const { apply, routePipelines, resourceManager } = setUp();
    const { find } = routePipelines;
    await apply();
    routePipelines.find = async (name, end) => {
      const found = await find.call(routePipelines, name, end);
      return found && { ...found, identity: { type: 'SystemAssigned', userAssigned: [] } };
    };
    expect((await apply('&end=source')).assignments).toEqual([
      { outcome: 'notDone', resourceId: CONTAINER, message: expect.stringContaining(SOURCE.pipeline) },
    ]);
    expect(resourceManager.granted).toHaveLength(2);
  });

  it('may assign without being allowed to look', async () => {
    const { apply, resourceManager } = setUp();
    const { assignedTo } = resourceManager;
    const denied = new AccessDeniedError('list the role assignments', 'Reader', { words: '403.' });
    resourceManager.assignedTo = () => Promise.reject(denied);
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'granted' }]);
    expect((await apply('&end=source')).assignments).toMatchObject([{ outcome: 'exists' }]);
    resourceManager.assignedTo = assignedTo;
    expect(resourceManager.granted).toHaveLength(1);
  });
});

describe('GET /api/routes/{route}/pipelines', () => {
  it('shows what grants it in the vault as it is; both commands where the app does not see that', async () => {
    const { putPipelines, getPipelines, resourceManager } = setUp();
    const needShown = async () => (await getPipelines('prod', '?end=target')).body.pipelines[0].needs[0];
    const [role, policy] = [/^az role assignment create /, /^az keyvault set-policy /].map((words) =>
      expect.stringMatching(words),
    );
    await putPipelines('prod');
    const withRoles = await needShown();
    expect(withRoles).toMatchObject({ command: role });
    expect(withRoles).not.toHaveProperty('accessPolicyCommand');
    resourceManager.vaults.set(new URL(SECRET).origin, { id: VAULT, hasRoles: false });
    expect(await needShown()).toMatchObject({ command: policy, accessPolicyCommand: policy });
    resourceManager.vaultOf = () =>
      Promise.reject(new ServiceUnavailableError('list the key vaults', { words: '503' }));
    expect(await needShown()).toMatchObject({ command: role, accessPolicyCommand: policy });
  });

  it('shows what the app needs at each end, for whom', async () => {
    const { getPipelines, resourceManager } = setUp();
    resourceManager.principalId = '12345678-1234-4234-8234-123456789012';
    const { body } = await getPipelines('prod');
    const shown = body.pipelines.map(({ appNeeds }: { appNeeds: { role: string }[] }) => appNeeds);
    expect(shown).toMatchObject([
      [
        { role: 'Container Registry Transfer Pipeline Contributor', scope: SOURCE.registryId },
        { role: 'AcrPull', roleAssignmentMode: 'LegacyRegistryPermissions' },
        { role: 'Container Registry Repository Reader', roleAssignmentMode: 'AbacRepositoryPermissions' },
        { role: 'Container Registry Repository Catalog Lister' },
        { role: 'Storage Blob Data Contributor', scope: SOURCE.containerUri },
        { role: 'Storage Blob Delegator' },
      ],
      [{ scope: TARGET.registryId }, {}, {}, {}, { role: 'Storage Blob Data Contributor', scope: TARGET.containerUri }],
    ]);
    expect(shown[0][0]).toMatchObject({ principalId: resourceManager.principalId, command: expect.any(String) });
  });

  it('and without anybody’s name where there is no token', async () => {
    const { getPipelines, resourceManager } = setUp();
    resourceManager.principalOf = () => Promise.reject(new AccessDeniedError('get a token', 'it', { words: '400.' }));
    const { status, body } = await getPipelines('prod', '?end=source');
    expect(status).toBe(200);
    expect(body.pipelines[0].appNeeds[0]).not.toHaveProperty('principalId');
  });
});

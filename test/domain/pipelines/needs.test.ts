import { needsOf } from '../../../src/domain/pipelines/needs';
import type { ActualPipeline, DesiredPipeline } from '../../../src/domain/pipelines/pipeline';
import { SOURCE, TARGET, routeEnd } from '../../helpers/route';

const PRINCIPAL = '12345678-1234-4234-8234-123456789012';
const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ferry';
const PIPELINE = `${SOURCE.registryId}/exportPipelines/p`;
const desired: DesiredPipeline = { containerUri: 'x', storageAccessMode: 'ManagedIdentity', options: [] };
const sas: DesiredPipeline = {
  ...desired,
  storageAccessMode: 'SasToken',
  secretUri: 'https://ferryvault.vault.azure.net/secrets/export-sas',
};
const actual = (identity?: ActualPipeline['identity']): ActualPipeline => ({
  ...{ resourceId: PIPELINE, storageAccessMode: 'ManagedIdentity', options: [] },
  ...(identity && { identity }),
});
const own = actual({ type: 'SystemAssigned', principalId: PRINCIPAL, userAssigned: [] });

it('an export pipeline writes into its container, as a command to paste', () => {
  expect(needsOf('source', SOURCE, desired, own, PIPELINE)).toEqual([
    {
      role: 'Storage Blob Data Contributor',
      roleDefinitionId: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
      resource: 'container',
      scope: SOURCE.containerUri,
      identity: PIPELINE,
      principalId: PRINCIPAL,
      why: expect.stringContaining('writes'),
      command:
        `az role assignment create --assignee-object-id ${PRINCIPAL} --assignee-principal-type ServicePrincipal ` +
        '--role "Storage Blob Data Contributor" --scope "$(az storage account show --name builds --query id --output tsv)' +
        '/blobServices/default/containers/transfers"',
    },
  ]);
});

it('an import pipeline reads; one that deletes blobs writes', () => {
  expect(needsOf('target', TARGET, desired, own, PIPELINE)).toMatchObject([{ role: 'Storage Blob Data Reader' }]);
  const deletes = { ...desired, options: ['DeleteSourceBlobOnSuccess'] };
  expect(needsOf('target', TARGET, deletes, own, PIPELINE)).toMatchObject([{ role: 'Storage Blob Data Contributor' }]);
});

it('with a SAS, the identity reads the secret, by a role or by an access policy', () => {
  expect(needsOf('source', SOURCE, sas, own, PIPELINE)).toMatchObject([
    {
      role: 'Key Vault Secrets User',
      scope: sas.secretUri,
      command: expect.stringContaining(
        '--scope "$(az keyvault show --name ferryvault --query id --output tsv)/secrets/export-sas"',
      ),
      accessPolicyCommand: `az keyvault set-policy --name ferryvault --object-id ${PRINCIPAL} --secret-permissions get`,
    },
  ]);
});

it('no command before the principal is known; that of a user-assigned identity is looked up', () => {
  const [need] = needsOf('source', SOURCE, desired, undefined, PIPELINE);
  expect(need).toMatchObject({ identity: PIPELINE, role: 'Storage Blob Data Contributor' });
  expect(need).not.toHaveProperty('command');
  const assigned = { ...desired, userAssignedIdentity: ID };
  const [looked] = needsOf('source', SOURCE, assigned, undefined, PIPELINE);
  expect(looked?.command).toContain(
    `--assignee-object-id $(az identity show --ids "${ID}" --query principalId --output tsv)`,
  );
  const shown = actual({ type: 'UserAssigned', userAssigned: [{ id: ID.toUpperCase(), principalId: PRINCIPAL }] });
  expect(needsOf('source', SOURCE, assigned, shown, PIPELINE)).toMatchObject([
    { identity: ID, principalId: PRINCIPAL },
  ]);
});

it('without a description, what the pipeline is now needs; without both, nothing', () => {
  expect(needsOf('source', SOURCE, undefined, own, PIPELINE)).toMatchObject([{ principalId: PRINCIPAL }]);
  expect(needsOf('source', SOURCE, undefined, undefined, PIPELINE)).toEqual([]);
});

it('an emulator has the account in the path', () => {
  const end = routeEnd('builds', { containerUri: 'https://127.0.0.1:10000/account/container' });
  expect(needsOf('source', end, desired, own, PIPELINE)[0]?.command).toMatch(
    /--name account .*containers\/container"$/,
  );
});

it.each(['https://v$(x).vault.azure.net/secrets/a', 'https://vault/secrets/a`b`', 'https://vault/secrets/a;b', 'none'])(
  'what the service shows never becomes part of a command unless it is a plain name: %s',
  (secretUri) => {
    const shown = { ...own, storageAccessMode: 'SasToken', secretUri };
    const [need] = needsOf('source', SOURCE, undefined, shown, PIPELINE);
    expect(need).not.toHaveProperty('command');
    expect(need).not.toHaveProperty('accessPolicyCommand');
  },
);

it('a principal that is no GUID is in no command', () => {
  const odd = actual({ type: 'SystemAssigned', principalId: '$(rm x)', userAssigned: [] });
  expect(JSON.stringify(needsOf('source', SOURCE, desired, odd, PIPELINE))).not.toContain('rm x');
});

it('nor is an identity that a shell would take for more than text', () => {
  const odd = { ...desired, userAssignedIdentity: `${ID}$(rm x)` };
  expect(needsOf('source', SOURCE, odd, undefined, PIPELINE)[0]).not.toHaveProperty('command');
});

it('resource ids that the routes file says stand in the commands', () => {
  const storageAccountId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/builds';
  const vaultId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ferryvault';
  const [container] = needsOf('source', { ...SOURCE, storageAccountId }, desired, own, PIPELINE);
  const [secret] = needsOf('source', { ...SOURCE, pipelineSettings: { ...sas, vaultId } }, sas, own, PIPELINE);
  expect(container?.command).toContain(`--scope "${storageAccountId}/blobServices/default/containers/transfers"`);
  expect(secret?.command).toContain(`--scope "${vaultId}/secrets/export-sas"`);
});

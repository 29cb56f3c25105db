import { toActualPipeline, toPipelineDocument } from '../../../src/azure/arm/pipelineDocument';
import type { DesiredPipeline } from '../../../src/domain/pipelines/pipeline';

const NOW = { apiVersion: '2025-06-01-preview', location: undefined };
const uri = 'https://acct.blob.core.windows.net/container';
const desired: DesiredPipeline = {
  containerUri: uri,
  storageAccessMode: 'ManagedIdentity',
  options: ['OverwriteBlobs'],
};
const type = 'AzureStorageBlobContainer';

it('an export pipeline with an identity of its own', () => {
  expect(toPipelineDocument('source', desired, NOW)).toEqual({
    identity: { type: 'SystemAssigned' },
    properties: { target: { type, uri, storageAccessMode: 'ManagedIdentity' }, options: ['OverwriteBlobs'] },
  });
});

it('an import pipeline with a SAS, a trigger and an identity that is given, in its region', () => {
  const keyVaultUri = 'https://vault.vault.azure.net/secrets/sas';
  const wanted: DesiredPipeline = {
    ...{ containerUri: uri, storageAccessMode: 'SasToken', secretUri: keyVaultUri, options: [] },
    ...{ userAssignedIdentity: '/id', sourceTrigger: 'Disabled' },
  };
  expect(toPipelineDocument('target', wanted, { ...NOW, location: 'westus' })).toEqual({
    location: 'westus',
    identity: { type: 'UserAssigned', userAssignedIdentities: { '/id': {} } },
    properties: {
      source: { type, uri, keyVaultUri, storageAccessMode: 'SasToken' },
      options: [],
      trigger: { sourceTrigger: { status: 'Disabled' } },
    },
  });
  const before = toPipelineDocument('target', wanted, { ...NOW, apiVersion: '2019-12-01-preview' });
  expect(before.properties?.source).toEqual({ type, uri, keyVaultUri });
});

it('reads what the service recorded in April 2026 answered', () => {
  const answer = {
    identity: { principalId: 'c1c8', tenantId: '72f9', type: 'systemAssigned' },
    id: '/registries/r/importPipelines/pipeline000004',
    properties: {
      source: { type, uri, storageAccessMode: 'ManagedIdentity' },
      trigger: { sourceTrigger: { status: 'Enabled' } },
      provisioningState: 'Succeeded',
    },
  };
  expect(toActualPipeline('target', answer, '/asked')).toEqual({
    ...{ resourceId: answer.id, provisioningState: 'Succeeded', containerUri: uri },
    ...{ storageAccessMode: 'ManagedIdentity', options: [], sourceTrigger: 'Enabled' },
    identity: { type: 'SystemAssigned', principalId: 'c1c8', tenantId: '72f9', userAssigned: [] },
  });
});

it.each(['', null, undefined])('a secret that is %j is none', (keyVaultUri) => {
  const target = { uri, storageAccessMode: 'ManagedIdentity', ...(keyVaultUri !== undefined && { keyVaultUri }) };
  expect(toActualPipeline('source', { properties: { target } }, '/p')).not.toHaveProperty('secretUri');
});

it('reads identities that are given, and those of both kinds', () => {
  const userAssignedIdentities = { '/id': { principalId: 'p', clientId: 'c' }, '/other': null };
  const answer = { identity: { type: 'systemAssigned,userAssigned', principalId: null, userAssignedIdentities } };
  expect(toActualPipeline('source', answer, '/p').identity).toEqual({
    type: 'SystemAssigned, UserAssigned',
    userAssigned: [{ id: '/id', principalId: 'p', clientId: 'c' }, { id: '/other' }],
  });
});

it('reads little, and an error wherever it stands', () => {
  expect(toActualPipeline('source', {}, '/p')).toEqual({
    resourceId: '/p',
    storageAccessMode: 'SasToken',
    options: [],
  });
  const error = { code: 'BadVault', message: 'No such vault.' };
  expect(toActualPipeline('source', { error }, '/p').errorMessage).toContain('No such vault.');
  expect(toActualPipeline('source', { properties: { error } }, '/p').errorMessage).toContain('No such vault.');
});

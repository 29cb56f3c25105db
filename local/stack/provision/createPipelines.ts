import type { Admin } from '../../admin/createAdmin';
import { createToken } from '../../identity/createToken';
import { STACK_NAMES, registryResourceId } from '../../stackNames';
import type { Platform } from '../../platform';
import { callService } from './callService';
import { AUDIENCES, type StackEndpoints } from '../stackEndpoints';

const API_VERSION = '2025-06-01-preview';
const CONTRIBUTOR = 'Storage Blob Data Contributor';

/**
 * Creates both transfer pipelines through the management plane, as the service's how-to says, and
 * assigns to their identities the roles that they need. Doing it again changes nothing.
 */
export async function createPipelines(
  platform: Platform,
  options: { endpoints: StackEndpoints; exportSecretUri: string; admin: Admin; ca: string },
): Promise<void> {
  const { endpoints, exportSecretUri, admin } = options;
  const [exporter, importer] = await Promise.all([
    putPipeline(platform, options, `${registryResourceId('source')}/exportPipelines/${STACK_NAMES.source.pipeline}`, {
      target: {
        type: 'AzureStorageBlobContainer',
        uri: endpoints.exports,
        keyVaultUri: exportSecretUri,
        storageAccessMode: 'SasToken',
      },
      options: ['OverwriteBlobs', 'ContinueOnErrors'],
    }),
    putPipeline(platform, options, `${registryResourceId('target')}/importPipelines/${STACK_NAMES.target.pipeline}`, {
      source: { type: 'AzureStorageBlobContainer', uri: endpoints.imports, storageAccessMode: 'ManagedIdentity' },
      trigger: { sourceTrigger: { status: 'Disabled' } },
      options: ['OverwriteTags', 'ContinueOnErrors'],
    }),
  ]);
  admin.assignRole({ principalId: exporter, role: 'Key Vault Secrets User', scope: endpoints.vault });
  admin.assignRole({ principalId: importer, role: CONTRIBUTOR, scope: endpoints.imports });
  for (const scope of [endpoints.exports, endpoints.imports, endpoints.state]) {
    admin.assignRole({ principalId: STACK_NAMES.appPrincipalId, role: CONTRIBUTOR, scope });
  }
}

async function putPipeline(
  platform: Platform,
  { endpoints, ca }: { endpoints: StackEndpoints; ca: string },
  resourceId: string,
  properties: unknown,
): Promise<string> {
  const token = createToken(platform, {
    audience: AUDIENCES.resourceManager,
    principalId: STACK_NAMES.operatorPrincipalId,
  });
  const url = `${endpoints.resourceManager}${resourceId}?api-version=${API_VERSION}`;
  const body = { identity: { type: 'SystemAssigned' }, properties };
  const pipeline = await callService({ method: 'PUT', url, token, ca, body });
  return (pipeline?.['identity'] as { principalId: string }).principalId;
}

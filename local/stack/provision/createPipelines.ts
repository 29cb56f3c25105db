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
 * assigns to their identities the roles that they need. Doing it again changes nothing, and leaves the source trigger as it is.
 */
export async function createPipelines(
  platform: Platform,
  options: { endpoints: StackEndpoints; exportSecretUri: string; admin: Admin; ca: string },
): Promise<void> {
  const { endpoints, exportSecretUri, admin } = options;
  const importPipeline = `${registryResourceId('target')}/importPipelines/${STACK_NAMES.target.pipeline}`;
  const sourceTrigger = await sourceTriggerOf(platform, options, importPipeline);
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
    putPipeline(platform, options, importPipeline, {
      source: { type: 'AzureStorageBlobContainer', uri: endpoints.imports, storageAccessMode: 'ManagedIdentity' },
      trigger: { sourceTrigger: { status: sourceTrigger } },
      options: ['OverwriteTags', 'ContinueOnErrors'],
    }),
  ]);
  admin.assignRole({ principalId: exporter, role: 'Key Vault Secrets User', scope: endpoints.vault });
  admin.assignRole({ principalId: importer, role: CONTRIBUTOR, scope: endpoints.imports });
  for (const scope of [endpoints.exports, endpoints.imports, endpoints.state]) {
    admin.assignRole({ principalId: STACK_NAMES.appPrincipalId, role: CONTRIBUTOR, scope });
  }
}

interface Management {
  endpoints: StackEndpoints;
  ca: string;
}

/** Disabled, unless somebody has enabled it since. */
async function sourceTriggerOf(platform: Platform, management: Management, resourceId: string): Promise<string> {
  const found = await call(platform, management, 'GET', resourceId);
  const { trigger } = (found?.['properties'] ?? {}) as { trigger?: { sourceTrigger?: { status?: string } } };
  return trigger?.sourceTrigger?.status ?? 'Disabled';
}

async function putPipeline(
  platform: Platform,
  management: Management,
  resourceId: string,
  properties: unknown,
): Promise<string> {
  const body = { identity: { type: 'SystemAssigned' }, properties };
  const pipeline = await call(platform, management, 'PUT', resourceId, body);
  return (pipeline?.['identity'] as { principalId: string }).principalId;
}

/** Undefined for a GET of what is not there. */
function call(
  platform: Platform,
  { endpoints, ca }: Management,
  method: 'GET' | 'PUT',
  resourceId: string,
  body?: unknown,
): Promise<Record<string, unknown> | undefined> {
  const token = createToken(platform, {
    audience: AUDIENCES.resourceManager,
    principalId: STACK_NAMES.operatorPrincipalId,
  });
  const url = `${endpoints.resourceManager}${resourceId}?api-version=${API_VERSION}`;
  return callService({ method, url, token, ca, body, ...(method === 'GET' && { accept: 404 }) });
}

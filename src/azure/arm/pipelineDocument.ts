import { readErrorBody } from '../../domain/errorBody';
import type { ActualPipeline, DesiredPipeline, PipelineIdentity } from '../../domain/pipelines/pipeline';
import { knowsAccessMode } from '../../domain/pipelines/pipelineSettings';
import type { EndName } from '../../domain/runs/runFilter';

interface ContainerDocument {
  type?: string;
  uri?: string;
  keyVaultUri?: string | null;
  storageAccessMode?: string | null;
}

/** The parts of an export or import pipeline that this app reads; every one may be absent (acr-transfer §2.1, §2.2). */
export interface PipelineDocument {
  id?: string;
  location?: string;
  error?: unknown;
  identity?: {
    type?: string;
    principalId?: string | null;
    tenantId?: string | null;
    userAssignedIdentities?: Record<string, { principalId?: string | null; clientId?: string | null } | null> | null;
  } | null;
  properties?: {
    provisioningState?: string;
    error?: unknown;
    target?: ContainerDocument;
    source?: ContainerDocument;
    options?: unknown;
    trigger?: { sourceTrigger?: { status?: string } | null } | null;
  };
}

/** The body of a PUT: the whole pipeline. What an API version does not know is left out. */
export function toPipelineDocument(
  name: EndName,
  desired: DesiredPipeline,
  { apiVersion, location }: { apiVersion: string; location: string | undefined },
): PipelineDocument {
  const { containerUri, secretUri, storageAccessMode, userAssignedIdentity, options, sourceTrigger } = desired;
  const container: ContainerDocument = {
    type: 'AzureStorageBlobContainer',
    uri: containerUri,
    ...(secretUri !== undefined && { keyVaultUri: secretUri }),
    ...(knowsAccessMode(apiVersion) && { storageAccessMode }),
  };
  return {
    ...(location !== undefined && { location }),
    identity:
      userAssignedIdentity === undefined
        ? { type: 'SystemAssigned' }
        : { type: 'UserAssigned', userAssignedIdentities: { [userAssignedIdentity]: {} } },
    properties: {
      [name === 'source' ? 'target' : 'source']: container,
      options: [...options],
      ...(sourceTrigger && { trigger: { sourceTrigger: { status: sourceTrigger } } }),
    },
  };
}

/** Reads the resource, picking fields. */
export function toActualPipeline(
  name: EndName,
  { id, location, error, identity, properties = {} }: PipelineDocument,
  resourceId: string,
): ActualPipeline {
  const container = (name === 'source' ? properties.target : properties.source) ?? {};
  const { words } = readErrorBody([properties.error, error]);
  const { options, provisioningState, trigger } = properties;
  const status = trigger?.sourceTrigger?.status;
  return {
    resourceId: id ?? resourceId,
    storageAccessMode: container.storageAccessMode || 'SasToken',
    options: Array.isArray(options) ? options.map(String) : [],
    ...(provisioningState && { provisioningState }),
    ...(container.uri && { containerUri: container.uri }),
    ...(container.keyVaultUri && { secretUri: container.keyVaultUri }),
    ...(identity?.type && { identity: toIdentity({ ...identity, type: identity.type }) }),
    ...(name === 'target' && status && { sourceTrigger: status }),
    ...(location && { location }),
    ...(words !== '' && { errorMessage: words }),
  };
}

function toIdentity({
  type,
  principalId,
  tenantId,
  userAssignedIdentities,
}: NonNullable<PipelineDocument['identity']> & { type: string }): PipelineIdentity {
  const userAssigned = Object.entries(userAssignedIdentities ?? {}).map(([id, ids]) => ({
    id,
    ...(ids?.principalId && { principalId: ids.principalId }),
    ...(ids?.clientId && { clientId: ids.clientId }),
  }));
  return { type: typeWords(type), ...(principalId && { principalId }), ...(tenantId && { tenantId }), userAssigned };
}

/** The service answers `systemAssigned` to a PUT of `SystemAssigned` (acr-transfer §2.2). */
function typeWords(type: string): string {
  return type
    .split(',')
    .map((word) => word.trim())
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(', ');
}

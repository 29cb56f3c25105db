import { createHash } from 'node:crypto';
import { STACK_NAMES } from '../../stackNames';
import type { Platform } from '../../platform';
import { knowsAccessMode } from './apiVersions';
import { invalidInput } from './armError';
import type { Pipeline, PipelineContainer, PipelineIdentity, PipelineKind } from './resources';

const OPTIONS: Record<PipelineKind, string[]> = {
  exportPipelines: ['OverwriteBlobs', 'ContinueOnErrors'],
  importPipelines: ['OverwriteTags', 'DeleteSourceBlobOnSuccess', 'ContinueOnErrors'],
};

type PipelineInput = Pick<Pipeline, 'location' | 'identity' | 'container' | 'options' | 'sourceTrigger'>;
type Json = Record<string, unknown>;

/**
 * What a pipeline's PUT body asks for. A system-assigned identity keeps the principal it had in `before`.
 *
 * @throws ArmError 400 naming the property.
 */
export function parsePipeline(
  kind: PipelineKind,
  body: unknown,
  context: { apiVersion: string; platform: Platform; before?: Pipeline },
): PipelineInput {
  const { apiVersion, platform, before } = context;
  const { location, identity, properties } = asObject(body, 'The request body');
  const end = kind === 'exportPipelines' ? 'target' : 'source';
  const { [end]: container, options, trigger } = asObject(properties, "'properties'");
  const parsed: PipelineInput = { container: parseContainer(container, `properties.${end}`, apiVersion) };
  if (typeof location === 'string') parsed.location = location;
  if (identity !== undefined && identity !== null)
    parsed.identity = parseIdentity(identity, platform, before?.identity);
  if (options !== undefined && options !== null) parsed.options = parseOptions(kind, options);
  if (kind === 'importPipelines') parsed.sourceTrigger = parseTrigger(trigger);
  return parsed;
}

function parseContainer(input: unknown, at: string, apiVersion: string): PipelineContainer {
  const { type, uri, keyVaultUri, storageAccessMode } = asObject(input, `'${at}'`);
  if (type !== undefined && type !== 'AzureStorageBlobContainer') {
    throw invalidInput(`'${at}.type' must be AzureStorageBlobContainer.`);
  }
  if (typeof uri !== 'string' || !/^https:\/\/[^/]+\/.+/.test(uri)) {
    throw invalidInput(`'${at}.uri' must be the https URI of a storage container.`);
  }
  if (storageAccessMode !== undefined && !knowsAccessMode(apiVersion)) {
    throw invalidInput(`'${at}.storageAccessMode' is not known in api-version ${apiVersion}.`);
  }
  const mode = storageAccessMode ?? 'SasToken';
  if (mode !== 'SasToken' && mode !== 'ManagedIdentity') {
    throw invalidInput(`'${at}.storageAccessMode' must be SasToken or ManagedIdentity.`);
  }
  const container: PipelineContainer = { type: 'AzureStorageBlobContainer', uri, storageAccessMode: mode };
  if (mode === 'ManagedIdentity') return container;
  if (typeof keyVaultUri !== 'string' || !/^https:\/\/[^/]+\/secrets\/[^/]+/.test(keyVaultUri)) {
    throw invalidInput(`'${at}.keyVaultUri' must be the URI of a Key Vault secret.`);
  }
  return { ...container, keyVaultUri };
}

function parseIdentity(input: unknown, platform: Platform, before?: PipelineIdentity): PipelineIdentity {
  const { type, userAssignedIdentities } = asObject(input, "'identity'");
  switch (String(type).toLowerCase()) {
    case 'systemassigned': {
      const kept = before?.type === 'systemAssigned' ? before.principalId : null;
      return { type: 'systemAssigned', principalId: kept ?? platform.newId(), tenantId: STACK_NAMES.tenantId };
    }
    case 'userassigned': {
      const ids = Object.keys(asObject(userAssignedIdentities, "'identity.userAssignedIdentities'"));
      const entries = ids.map((id) => [id, { principalId: stableGuid(id), clientId: stableGuid(`${id}/client`) }]);
      const described = Object.fromEntries(entries) as NonNullable<PipelineIdentity['userAssignedIdentities']>;
      return { type: 'userAssigned', principalId: null, tenantId: null, userAssignedIdentities: described };
    }
    default:
      throw invalidInput(`'identity.type' is "${String(type)}"; it must be SystemAssigned or UserAssigned.`);
  }
}

function parseOptions(kind: PipelineKind, input: unknown): string[] {
  const known = OPTIONS[kind];
  if (!Array.isArray(input) || input.some((option) => !known.includes(option as string))) {
    throw invalidInput(`'properties.options' is ${JSON.stringify(input)}; allowed are ${known.join(', ')}.`);
  }
  return input as string[];
}

function parseTrigger(input: unknown): 'Enabled' | 'Disabled' {
  const { sourceTrigger } = (input ?? {}) as { sourceTrigger?: { status?: unknown } };
  const status = sourceTrigger?.status ?? 'Enabled';
  if (status === 'Enabled' || status === 'Disabled') return status;
  throw invalidInput(`'properties.trigger.sourceTrigger.status' must be Enabled or Disabled.`);
}

/** @throws ArmError 400 unless `input` is a JSON object. */
export function asObject(input: unknown, what: string): Json {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Json;
  throw invalidInput(`${what} is required and must be an object.`);
}

/** The same identity has the same object id on every machine. */
function stableGuid(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

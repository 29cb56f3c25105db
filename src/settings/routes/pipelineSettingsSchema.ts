import { z } from 'zod';
import {
  EXPORT_OPTIONS,
  IMPORT_OPTIONS,
  knowsAccessMode,
  STORAGE_ACCESS_MODES,
  type PipelineSettings,
} from '../../domain/pipelines/pipelineSettings';
import type { CloudProfile, RouteMistake } from '../../domain/route';
import { choice } from '../../domain/validation/fields';
import { expecting } from '../../domain/validation/expectation';
import { showPath, type Path } from '../../domain/validation/showPath';
import { flagField, secretUri, section, textField } from '../documentedFields';
import { anyCase, normalSecretUri, resourceIdPattern } from '../uris';

const ALL_OPTIONS = [...new Set([...EXPORT_OPTIONS, ...IMPORT_OPTIONS])] as [string, ...string[]];

const SYSTEM = '[system]';
const IDENTITY = new RegExp(
  `^(?:\\[system\\]|\\/${anyCase('subscriptions')}\\/[0-9a-fA-F-]{36}\\/${anyCase('resourceGroups')}\\/[\\p{L}\\p{Nd}_.()-]{1,90}` +
    `\\/${anyCase('providers')}\\/${anyCase('Microsoft.ManagedIdentity')}\\/${anyCase('userAssignedIdentities')}\\/[a-zA-Z0-9_-]{3,128})$`,
  'u',
);

const VAULT_ID = resourceIdPattern('Microsoft.KeyVault', 'vaults', '[a-zA-Z0-9-]{3,24}');

/** What the pipeline of an end should be like; the names are those of `az acrtransfer`. */
export const pipelineSettingsSchema = section(
  {
    storageAccessMode: choice(STORAGE_ACCESS_MODES).exactOptional().meta({
      description:
        'How the pipeline reaches its container: by the SAS in secretUri, or by its identity. Default: SasToken where there is a secretUri, else ManagedIdentity, which API versions before 2025-06-01-preview do not know.',
    }),
    secretUri: secretUri(
      'Key Vault secret that holds the SAS with which the pipeline reaches its container, without a version.',
    ).exactOptional(),
    vaultId: textField(
      VAULT_ID,
      'the resource id of a key vault: /subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…',
      "Resource id of the vault of secretUri, where the app assigns roles and the vault is not in the registry's subscription, or the app may not list vaults there.",
    ).exactOptional(),
    assignIdentity: textField(
      IDENTITY,
      '[system], or the resource id of a user-assigned identity',
      'Identity of the pipeline: [system] for one of its own, or the resource id of a user-assigned one.',
    )
      .exactOptional()
      .meta({ default: SYSTEM }),
    options: expecting(z.array(choice(ALL_OPTIONS)), { expected: `a list of ${ALL_OPTIONS.join(', ')}` })
      .exactOptional()
      .meta({
        description:
          'Options of the pipeline. Default: OverwriteBlobs and, where the route has a target, ContinueOnErrors (source); OverwriteTags and ContinueOnErrors (target).',
      }),
    sourceTriggerEnabled: flagField(
      'Of a target: whether the registry itself imports blobs that arrive. The app creates its own import runs.',
    )
      .exactOptional()
      .meta({ default: false }),
  },
  'What the pipeline of this end should be like. PUT /api/routes/{route}/pipelines makes it so; {} takes the defaults.',
);

type InFile = z.infer<typeof pipelineSettingsSchema>;

/**
 * What the pipeline of an end should be like; undefined where the file does not say.
 *
 * @param place  which end of what route it is
 * @param found  gets what no schema can see
 */
export function resolvePipelineSettings(
  at: Path,
  given: InFile | undefined,
  place: { name: 'source' | 'target'; hasTarget: boolean; cloud: CloudProfile },
  found: RouteMistake[],
): PipelineSettings | undefined {
  if (!given) return undefined;
  const { name, hasTarget, cloud } = place;
  const { secretUri: secret, assignIdentity = SYSTEM, sourceTriggerEnabled, vaultId } = given;
  const mode = given.storageAccessMode ?? (secret === undefined ? 'ManagedIdentity' : 'SasToken');
  const refuse = (key: string, problem: string, expected: string): void =>
    void found.push({ path: showPath([...at, key]), problem, expected });

  if (mode === 'SasToken' && secret === undefined)
    refuse('secretUri', 'is missing', 'the Key Vault secret with the SAS, which SasToken needs');
  if (mode === 'ManagedIdentity' && secret !== undefined)
    refuse('secretUri', 'stands beside ManagedIdentity', 'no secret, or "storageAccessMode": "SasToken"');
  if (vaultId !== undefined && secret === undefined) refuse('vaultId', 'stands without a secret', 'a secretUri');
  if (secret !== undefined && /\/secrets\/[^/]+\/[^/]/i.test(secret))
    refuse('secretUri', 'names a version', 'the secret without a version, so that a renewed SAS is used');
  if (mode === 'ManagedIdentity' && !knowsAccessMode(cloud.pipelineApiVersion)) {
    const problem = `is ManagedIdentity, which the API version ${cloud.pipelineApiVersion} of the cloud does not know`;
    refuse(
      'storageAccessMode',
      problem,
      'SasToken and a secretUri, or a pipelineApiVersion from 2025-06-01-preview on',
    );
  }
  const known: readonly string[] = name === 'source' ? EXPORT_OPTIONS : IMPORT_OPTIONS;
  const foreign = given.options?.filter((option) => !known.includes(option)) ?? [];
  if (foreign.length > 0)
    refuse('options', `has ${foreign.join(', ')}`, `of the pipeline of a ${name}: ${known.join(', ')}`);
  if (name === 'source' && sourceTriggerEnabled !== undefined)
    refuse('sourceTriggerEnabled', 'stands in a source', 'it in a target: an export pipeline has no trigger');
  return {
    options: [...new Set(given.options ?? defaultOptions(name, hasTarget))],
    storageAccessMode: mode,
    ...(secret !== undefined && { secretUri: normalSecretUri(secret) }),
    ...(vaultId !== undefined && { vaultId }),
    ...(assignIdentity !== SYSTEM && { userAssignedIdentity: assignIdentity }),
    ...(name === 'target' && { sourceTrigger: sourceTriggerEnabled ? ('Enabled' as const) : ('Disabled' as const) }),
  };
}

/** Where nobody looks into a target, only a run that fails tells that something was left out. */
function defaultOptions(name: 'source' | 'target', hasTarget: boolean): string[] {
  if (name === 'target') return ['OverwriteTags', 'ContinueOnErrors'];
  return hasTarget ? ['OverwriteBlobs', 'ContinueOnErrors'] : ['OverwriteBlobs'];
}

import { z } from 'zod';
import { arrivalsSchema } from './arrivalsSchema';
import { BUILT_IN_CLOUDS, DEFAULT_PIPELINE_API_VERSION } from './clouds';
import {
  audience,
  choiceField,
  flagField,
  guid,
  numberField,
  secretUri,
  serviceUrl,
  section,
  textField,
  url,
  wholeNumberField,
} from '../documentedFields';
import { onPushSchema } from './onPushSchema';
import { pipelineSettingsSchema } from './pipelineSettingsSchema';
import { retentionSchema } from './retentionSchema';
import { schedulesSchema } from './scheduleSchema';
import type { CopySettings } from '../../domain/route';
import { selectionSchema } from '../../domain/selection/selection';
import { expecting } from '../../domain/validation/expectation';
import { anyCase, CONTAINER_URI, CONTAINER_URI_EXPECTED, resourceIdPattern } from '../uris';

/** Copy settings that apply where neither a route nor the file's `defaults` sets them. */
export const DEFAULT_COPY: CopySettings = {
  strategy: 'auto',
  overwrite: 'ifDifferent',
  blockSizeMiB: 16,
  relayBlockSizeMiB: 16,
  blocksPerActivity: 4000,
  // 56 over both lanes: what the default limit of an account, 25 Gbps, takes where one stream has some 55 MiB/s.
  concurrency: 28,
  relayConcurrency: 4,
  lanes: 2,
};

/** `keepBlobs` where neither a route nor the file's `defaults` sets it. */
export const DEFAULT_KEEP_BLOBS = false;

/** `whenBusy` where neither a route nor the file's `defaults` sets it. */
const DEFAULT_WHEN_BUSY = 'start';

/**
 * A registry's resource id. Azure compares ids without letter case. A resource group's name has 1 to 90 letters and digits
 * of any script, hyphens, underscores, parentheses and dots, of which none is the last
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources).
 */
const REGISTRY_ID = new RegExp(
  `^\\/${anyCase('subscriptions')}\\/([0-9a-fA-F-]{36})` +
    `\\/${anyCase('resourceGroups')}\\/([\\p{L}\\p{Nd}_.()-]{0,89}[\\p{L}\\p{Nd}_()-])` +
    `\\/${anyCase('providers')}\\/${anyCase('Microsoft.ContainerRegistry')}` +
    `\\/${anyCase('registries')}\\/([a-zA-Z0-9]{5,50})\\/*$`,
  'u',
);

/** Splits a registry's resource id, and writes it with the letter case that Azure writes; `undefined` when it is none. */
export function parseRegistryId(text: string) {
  const [, subscriptionId, resourceGroup, registryName] = REGISTRY_ID.exec(text) ?? [];
  if (!subscriptionId || !resourceGroup || !registryName) return undefined;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const registryId = `${group}/providers/Microsoft.ContainerRegistry/registries/${registryName}`;
  return { registryId, subscriptionId, resourceGroup, registryName };
}

/** Names of routes: they appear in URLs, in instance ids and in blob names. */
export const ROUTE_NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;
export const ROUTE_NAME_EXPECTED = '1 to 40 lower-case letters, digits and inner hyphens';

const cloudFields = {
  resourceManagerEndpoint: serviceUrl('https://management.azure.com', 'Where Azure Resource Manager answers.'),
  resourceManagerAudience: audience(
    'https://management.azure.com/',
    'Token audience of Azure Resource Manager; keep its trailing slash.',
  ),
  loginEndpoint: serviceUrl('https://login.microsoftonline.com', 'Authority host of Microsoft Entra ID.'),
  registryAudience: audience('https://containerregistry.azure.net', 'Token audience of registries.'),
  storageAudience: audience('https://storage.azure.com', 'Token audience of storage accounts.'),
};

const cloudOptions = {
  instanceDiscovery: flagField(
    'Whether the authority is looked up in the public cloud. Default: true for public, usGov and china; false for a cloud of your own.',
  ).exactOptional(),
  pipelineApiVersion: textField(
    /^\d{4}-\d{2}-\d{2}(-preview)?$/,
    `an API version, like ${DEFAULT_PIPELINE_API_VERSION}`,
    'api-version of export pipelines, import pipelines and pipeline runs.',
  )
    .exactOptional()
    .meta({ default: DEFAULT_PIPELINE_API_VERSION }),
};

/** A cloud of your own: every endpoint and audience is written out. */
export const cloudSchema = section(
  { ...cloudFields, ...cloudOptions },
  'Endpoints and token audiences of a cloud of your own, such as an air-gapped one.',
);

/** What a built-in cloud's profile gets changed. */
export const cloudOverrideSchema = section(
  { ...z.object(cloudFields).partial().shape, ...cloudOptions },
  'Fields that replace those of the built-in profile.',
);

const managedIdentitySchema = section(
  {
    type: z.literal('managedIdentity'),
    clientId: guid(
      'Client id of a user-assigned identity; without it, the system-assigned one is used.',
    ).exactOptional(),
  },
  'A managed identity of the app.',
);

const clientSecretSchema = section(
  {
    type: z.literal('clientSecret'),
    tenantId: guid('Tenant of the app registration.'),
    clientId: guid('Client id of the app registration.'),
    secretUri: secretUri('Key Vault secret that holds the client secret; the app reads it with its own identity.'),
  },
  'An app registration, of this tenant or of another one; its secret stays in a key vault.',
);

/** A credential: names an identity, never holds a secret. */
export const credentialSchema = expecting(z.discriminatedUnion('type', [managedIdentitySchema, clientSecretSchema]), {
  expected: 'an object with "type": "managedIdentity" or "clientSecret"',
});

const STORAGE_ACCOUNT_ID = resourceIdPattern('Microsoft.Storage', 'storageAccounts', '[a-zA-Z0-9]{3,24}');

const endSchema = section(
  {
    registryId: textField(
      REGISTRY_ID,
      'the resource id of a registry: /subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerRegistry/registries/…',
      'Resource id of the registry.',
    ),
    pipeline: textField(
      /^[a-zA-Z0-9]{5,50}$/,
      '5 to 50 letters and digits: the name of the pipeline',
      'Name of the export pipeline (source) or of the import pipeline (target).',
    ),
    containerUri: url(
      CONTAINER_URI,
      CONTAINER_URI_EXPECTED,
      'Blob container that the pipeline writes (source) or reads (target).',
    ),
    storageAccountId: textField(
      STORAGE_ACCOUNT_ID,
      'the resource id of a storage account: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…',
      "Resource id of the container's storage account, where the app assigns roles and the account is not in the registry's subscription, or the app may not list accounts there.",
    ).exactOptional(),
    pipelineSettings: pipelineSettingsSchema.exactOptional(),
    cloud: expecting(z.string(), { expected: 'the name of a cloud' })
      .exactOptional()
      .meta({ description: 'public, usGov, china or a name in clouds.', default: 'public' }),
    credential: expecting(z.string(), { expected: 'the name of a credential' }).exactOptional().meta({
      description: "default (the app's managed identity) or a name in credentials.",
      default: 'default',
    }),
    sasSecretUri: secretUri(
      "Key Vault secret that holds a SAS of the container, for storage that the app's identity cannot reach; read at each use.",
    ).exactOptional(),
  },
  'A registry, its transfer pipeline and the container between them.',
).meta({ id: 'end' });

const overridable = {
  select: selectionSchema.exactOptional(),
  keepBlobs: flagField('Leave the exported and the copied blob in place after verification.')
    .exactOptional()
    .meta({ default: DEFAULT_KEEP_BLOBS }),
  whenBusy: choiceField(
    ['start', 'refuse', 'queue'],
    DEFAULT_WHEN_BUSY,
    'What becomes of a transfer that is asked for while another one of the route runs. start: it starts beside it. refuse: it is answered with 409. queue: it starts when the others before it have ended.',
  ),
  retention: retentionSchema.exactOptional(),
  copy: section(
    {
      strategy: choiceField(
        ['auto', 'server', 'relay'],
        DEFAULT_COPY.strategy,
        "server: the target's storage reads the source. relay: the bytes pass through the app. auto: server, and relay where that is refused.",
      ),
      overwrite: choiceField(
        ['never', 'ifDifferent', 'always'],
        DEFAULT_COPY.overwrite,
        'What becomes of a target blob that exists; ifDifferent keeps one with the same content.',
      ),
      blockSizeMiB: wholeNumberField(
        1,
        4000,
        DEFAULT_COPY.blockSizeMiB,
        'Size of a block in MiB; grows where a blob would need more than 50,000 blocks.',
      ),
      relayBlockSizeMiB: wholeNumberField(
        1,
        256,
        DEFAULT_COPY.relayBlockSizeMiB,
        'The same for the relay strategy, which holds every block in flight in memory.',
      ),
      blocksPerActivity: wholeNumberField(
        1,
        50_000,
        DEFAULT_COPY.blocksPerActivity,
        'Blocks of blockSizeMiB that one activity copies. An activity ends after about two minutes in any case.',
      ),
      concurrency: wholeNumberField(1, 64, DEFAULT_COPY.concurrency, 'Blocks in flight in one activity.'),
      relayConcurrency: wholeNumberField(1, 64, DEFAULT_COPY.relayConcurrency, 'The same for the relay strategy.'),
      lanes: wholeNumberField(1, 16, DEFAULT_COPY.lanes, 'Activities that copy at once.'),
      bandwidthMiBps: numberField(
        0.1,
        100_000,
        'Highest rate of one transfer in MiB per second, over all its lanes. Default: no limit.',
      ),
    },
    'How the exported blob is copied.',
  ).exactOptional(),
};

/** What applies to every route that does not say otherwise. */
export const defaultsSchema = section(overridable, 'What applies to every route that does not say otherwise.');

/** One route: a source, a target or both. */
export const routeSchema = section(
  {
    source: endSchema.exactOptional(),
    target: endSchema.exactOptional(),
    ...overridable,
    arrivals: arrivalsSchema.exactOptional(),
    onPush: onPushSchema.exactOptional(),
    schedules: schedulesSchema.exactOptional(),
  },
  'A way from a source registry to a target registry. Without target it only exports, without source it only imports.',
)
  .refine((route) => route.source !== undefined || route.target !== undefined, {
    params: { expected: 'a source, a target or both' },
  })
  .meta({ anyOf: [{ required: ['source'] }, { required: ['target'] }] });

/** The whole file, for the published schema; `loadRoutes` validates part by part, so that one mistake does not take all. */
export const routesFileSchema = section(
  {
    $schema: z.string().exactOptional().meta({ description: 'Where an editor finds this schema.' }),
    version: z.literal(1).meta({ description: 'Version of the format of this file.' }),
    clouds: z
      .object(Object.fromEntries(BUILT_IN_CLOUDS.map(({ name }) => [name, cloudOverrideSchema.exactOptional()])))
      .catchall(cloudSchema)
      .exactOptional()
      .meta({ description: 'Changes to public, usGov and china, and clouds of your own, by name.' }),
    credentials: z
      .record(z.string(), credentialSchema)
      .exactOptional()
      .meta({ description: 'Credentials that ends may name, by name. None holds a secret.' }),
    defaults: defaultsSchema.exactOptional(),
    routes: z
      .record(z.string().regex(ROUTE_NAME), routeSchema)
      .meta({ description: 'Routes by name: 1 to 40 lower-case letters, digits and inner hyphens.' }),
  },
  'Routes of acr-ferry: from which registry to which one artifacts are transferred.',
);

/** Keys of the routes file. */
export const FILE_KEYS: readonly string[] = Object.keys(routesFileSchema.shape);

export type CloudOverride = z.infer<typeof cloudOverrideSchema>;
export type EndInFile = z.infer<typeof endSchema>;
export type Defaults = z.infer<typeof defaultsSchema>;

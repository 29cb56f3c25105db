import { z } from 'zod';
import { DEFAULT_FEDERATION_AUDIENCE, DEFAULT_PIPELINE_API_VERSION } from './clouds';
import { audience, flagField, hostSuffixes, section, serviceUrl, textField } from '../documentedFields';

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
  federationAudience: audience(
    DEFAULT_FEDERATION_AUDIENCE,
    `Audience of the tokens that credentials of the type workloadIdentity show to this cloud. Default of a cloud of your own: ${DEFAULT_FEDERATION_AUDIENCE}.`,
  ).exactOptional(),
  registrySuffixes: hostSuffixes(
    'azurecr.io',
    "What the addresses of registries end in. Default: those of the built-in clouds; in a cloud of your own, a registry's address is taken from Azure Resource Manager as it is.",
  ).exactOptional(),
  certificateAuthority: textField(
    /^[^\s;=][^;=]{0,299}$/,
    'the path of a PEM file, like certificates/island.pem',
    "PEM file with the certificates of the cloud's own authorities, trusted in this cloud alone, beside the system's; the path is taken from the folder of the routes file.",
  ).exactOptional(),
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

export type CloudOverride = z.infer<typeof cloudOverrideSchema>;

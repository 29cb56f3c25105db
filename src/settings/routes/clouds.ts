import type { CloudProfile } from '../../domain/route';

/** `api-version` of the pipeline operations where a cloud profile names none; the first with storageAccessMode. */
export const DEFAULT_PIPELINE_API_VERSION = '2025-06-01-preview';

/** Audience of the token that an app registration trusts, where a cloud profile names none. */
export const DEFAULT_FEDERATION_AUDIENCE = 'api://AzureADTokenExchange';

/**
 * The clouds that need no profile in the routes file.
 *
 * Sources: Azure Resource Manager resource ids and endpoints as `az cloud list` prints them; authority hosts of
 * `@azure/identity`; one storage audience and one registry audience serve every cloud (storage-blob's default scope, Azure CLI);
 * suffixes of registries as `az cloud show` has them; audiences of federation
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity.
 */
export const BUILT_IN_CLOUDS: readonly CloudProfile[] = [
  {
    name: 'public',
    resourceManagerEndpoint: 'https://management.azure.com',
    resourceManagerAudience: 'https://management.azure.com/',
    loginEndpoint: 'https://login.microsoftonline.com',
    instanceDiscovery: true,
    registryAudience: 'https://containerregistry.azure.net',
    storageAudience: 'https://storage.azure.com',
    pipelineApiVersion: DEFAULT_PIPELINE_API_VERSION,
    federationAudience: DEFAULT_FEDERATION_AUDIENCE,
    registrySuffixes: ['azurecr.io'],
  },
  {
    name: 'usGov',
    resourceManagerEndpoint: 'https://management.usgovcloudapi.net',
    resourceManagerAudience: 'https://management.usgovcloudapi.net/',
    loginEndpoint: 'https://login.microsoftonline.us',
    instanceDiscovery: true,
    registryAudience: 'https://containerregistry.azure.net',
    storageAudience: 'https://storage.azure.com',
    pipelineApiVersion: DEFAULT_PIPELINE_API_VERSION,
    federationAudience: 'api://AzureADTokenExchangeUSGov',
    registrySuffixes: ['azurecr.us'],
  },
  {
    name: 'china',
    resourceManagerEndpoint: 'https://management.chinacloudapi.cn',
    resourceManagerAudience: 'https://management.chinacloudapi.cn/',
    loginEndpoint: 'https://login.chinacloudapi.cn',
    instanceDiscovery: true,
    registryAudience: 'https://containerregistry.azure.net',
    storageAudience: 'https://storage.azure.com',
    pipelineApiVersion: DEFAULT_PIPELINE_API_VERSION,
    federationAudience: 'api://AzureADTokenExchangeChina',
    registrySuffixes: ['azurecr.cn'],
  },
];

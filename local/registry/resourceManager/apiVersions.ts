import { ArmError } from './armError';
import type { ArmPath } from './armPath';

/** Preview API versions that know pipelines, oldest first. Source: azure-rest-api-specs and recorded service traffic. */
const PIPELINE_API_VERSIONS = [
  '2019-12-01-preview',
  '2020-11-01-preview',
  '2021-06-01-preview',
  '2021-08-01-preview',
  '2021-12-01-preview',
  '2022-02-01-preview',
  '2023-01-01-preview',
  '2023-06-01-preview',
  '2023-08-01-preview',
  '2023-11-01-preview',
  '2024-11-01-preview',
  '2025-03-01-preview',
  '2025-05-01-preview',
  '2025-06-01-preview',
  '2025-12-01-preview',
  '2026-01-01-preview',
  '2026-03-01-preview',
];

const STABLE_API_VERSIONS = ['2019-05-01', '2022-12-01', '2023-07-01', '2025-04-01', '2025-11-01'];
const FIRST_WITH_ACCESS_MODE = '2025-06-01-preview';
/** [INF]; no stable version has it: learn.microsoft.com/azure/templates/microsoft.containerregistry/registries */
const FIRST_WITH_SOFT_DELETE = '2021-12-01-preview';

/**
 * The request's `api-version`, when it is supported for the resource.
 *
 * @param pipelineVersions overrides the versions that know pipelines; empty means all of them.
 * @throws ArmError 400, its header `api-supported-versions` listing what is.
 */
export function requireApiVersion(query: URLSearchParams, path: ArmPath, pipelineVersions: string[]): string {
  const version = query.get('api-version');
  if (version === null) {
    const message = 'The api-version query parameter (?api-version=) is required for all requests.';
    throw new ArmError(400, 'MissingApiVersionParameter', message);
  }
  const known = pipelineVersions.length > 0 ? pipelineVersions : PIPELINE_API_VERSIONS;
  const isOfTransfer = path.collection && path.collection !== 'replications';
  const supported = isOfTransfer ? known : [...STABLE_API_VERSIONS, ...known];
  if (supported.includes(version)) return version;
  const headers = { 'api-supported-versions': supported.join(', ') };
  const type = path.collection ? `registries/${path.collection}` : 'registries';
  const message = `No registered resource provider found for location 'local' and API version '${version}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`;
  throw new ArmError(400, 'NoRegisteredProviderFound', message, headers);
}

/** Whether the version knows `storageAccessMode`. */
export function knowsAccessMode(apiVersion: string): boolean {
  return apiVersion >= FIRST_WITH_ACCESS_MODE;
}

/** Whether the version knows the policy of soft delete. */
export function knowsSoftDelete(apiVersion: string): boolean {
  return apiVersion.endsWith('-preview') && apiVersion >= FIRST_WITH_SOFT_DELETE;
}

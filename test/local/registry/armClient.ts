import { createToken } from '../../../local/identity/createToken';
import { registryResourceId } from '../../../local/stackNames';
import { callHttp, type HttpAnswer, until } from '../callHttp';
import { CALLER, type TestCloud } from './testCloud';
import { realPlatform } from '../testPlatform';

export const API_VERSION = '2025-06-01-preview';

/** One management request. @param at below the registry, as `/pipelineRuns/run01`, or a whole resource id. */
export function callArm(
  cloud: Pick<TestCloud, 'arm' | 'tls'>,
  method: string,
  end: 'source' | 'target',
  at: string,
  options: { body?: unknown; apiVersion?: string; token?: string; headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  const { apiVersion = API_VERSION, body } = options;
  const token =
    options.token ?? createToken(realPlatform, { audience: 'https://management.azure.com/', principalId: CALLER });
  const separator = at.includes('?') ? '&' : '?';
  const url = `${cloud.arm}${registryResourceId(end)}${at}${separator}api-version=${apiVersion}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...options.headers };
  return callHttp(method, url, { ca: cloud.tls.cert, headers, ...(body === undefined ? {} : { body }) });
}

/** Creates a pipeline and answers its properties; its container is the cloud's one. */
export async function putPipeline(
  cloud: TestCloud,
  end: 'source' | 'target',
  name: string,
  options: { options?: string[]; keyVaultUri?: string; sourceTrigger?: 'Enabled' | 'Disabled' } = {},
) {
  const container = {
    type: 'AzureStorageBlobContainer',
    uri: cloud.containerUri,
    ...(options.keyVaultUri === undefined
      ? { storageAccessMode: 'ManagedIdentity' }
      : { keyVaultUri: options.keyVaultUri }),
  };
  const kind = end === 'source' ? 'exportPipelines' : 'importPipelines';
  const body = {
    identity: { type: 'SystemAssigned' },
    properties: {
      [end === 'source' ? 'target' : 'source']: container,
      ...(options.options ? { options: options.options } : {}),
      ...(options.sourceTrigger ? { trigger: { sourceTrigger: { status: options.sourceTrigger } } } : {}),
    },
  };
  const { status, json } = await callArm(cloud, 'PUT', end, `/${kind}/${name}`, { body });
  if (status !== 200) throw new Error(JSON.stringify(json));
  return json;
}

/** PUTs an export (artifacts given) or import run. */
export function putRun(
  cloud: TestCloud,
  end: 'source' | 'target',
  name: string,
  run: { pipeline: string; blob: string; artifacts?: string[]; forceUpdateTag?: string; catalogDigest?: string },
): Promise<HttpAnswer> {
  const kind = end === 'source' ? 'exportPipelines' : 'importPipelines';
  const blob = { type: 'AzureStorageBlob', name: run.blob };
  const request = {
    pipelineResourceId: `${registryResourceId(end)}/${kind}/${run.pipeline}`,
    ...(end === 'source' ? { target: blob, artifacts: run.artifacts ?? [] } : { source: blob }),
    ...(run.catalogDigest === undefined ? {} : { catalogDigest: run.catalogDigest }),
  };
  const tag = run.forceUpdateTag === undefined ? {} : { forceUpdateTag: run.forceUpdateTag };
  return callArm(cloud, 'PUT', end, `/pipelineRuns/${name}`, { body: { properties: { request, ...tag } } });
}

/** GETs a run's properties once it has ended. */
export async function finishedRun(cloud: TestCloud, end: 'source' | 'target', name: string) {
  let properties: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  await until(async () => {
    properties = (await callArm(cloud, 'GET', end, `/pipelineRuns/${name}`)).json.properties;
    return properties.response?.finishTime !== undefined;
  });
  return properties;
}

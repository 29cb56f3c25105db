import { createContainerRegistryManagement } from '@azure/arm-containerregistry/api';
import type { RouteEnd } from '../../domain/route';
import { ResourceNotFoundError } from '../../domain/failures/errors';
import type { PipelineRunStatus } from '../../domain/pipelineRun';
import { redact } from '../../domain/redact';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { NO_RETRIES, scopeOf } from '../clientOptions';
import { toPipelineRunStatus, type PipelineRunDocument } from './pipelineRunDocument';
import { ferryErrorFor, toFerryError, type ServiceAnswer } from '../serviceError';
import type { TransferPipelines } from '../../domain/ports/transferPipelines';

const RUN_PATH =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerRegistry/registries/{registry}/pipelineRuns/{run}';
const ROLE = 'Container Registry Transfer Pipeline Contributor on the registry';

/** Errors of every call: ResourceNotFoundError, AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export function createTransferPipelines(credentialFor: CredentialFor): TransferPipelines {
  const clients = new Map<string, ReturnType<typeof createContainerRegistryManagement>>();

  function runResource(end: RouteEnd, runName: string) {
    const key = [end.subscriptionId, identityKey(end)].join('\n');
    const client =
      clients.get(key) ??
      createContainerRegistryManagement(credentialFor(end.credential, end.cloud), end.subscriptionId, {
        endpoint: end.cloud.resourceManagerEndpoint,
        apiVersion: end.cloud.pipelineApiVersion,
        credentials: { scopes: [scopeOf(end.cloud.resourceManagerAudience)] },
        retryOptions: NO_RETRIES,
      });
    clients.set(key, client);
    return client.path(RUN_PATH, end.subscriptionId, end.resourceGroup, end.registryName, runName);
  }

  async function putRun(end: RouteEnd, route: string, runName: string, request: object): Promise<PipelineRunStatus> {
    const resource = runResource(end, runName);
    const doing = `create the pipeline run ${runName} of the registry ${end.registryName}`;
    const answer = await send(() => resource.put({ body: { properties: { request } } }), doing);
    if (answer.status === 404) {
      throw new ResourceNotFoundError(`The pipeline ${end.pipeline} of ${end.registryId}`, route, wordsOf(answer));
    }
    if (!['200', '201', '202'].includes(String(answer.status))) throw ferryErrorFor(wordsOf(answer), doing, ROLE);
    return toPipelineRunStatus(answer, `${end.registryId}/pipelineRuns/${runName}`);
  }

  return {
    startExport: (end, route, runName, { blobName, artifacts }) =>
      putRun(end, route, runName, {
        pipelineResourceId: `${end.registryId}/exportPipelines/${end.pipeline}`,
        target: { type: 'AzureStorageBlob', name: blobName },
        artifacts,
      }),
    startImport: (end, route, runName, blobName) =>
      putRun(end, route, runName, {
        pipelineResourceId: `${end.registryId}/importPipelines/${end.pipeline}`,
        source: { type: 'AzureStorageBlob', name: blobName },
      }),
    async getRun(end, runName) {
      const doing = `read the pipeline run ${runName} of the registry ${end.registryName}`;
      const answer = await send(() => runResource(end, runName).get(), doing);
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw ferryErrorFor(wordsOf(answer), doing, ROLE);
      return toPipelineRunStatus(answer, `${end.registryId}/pipelineRuns/${runName}`);
    },
  };
}

interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: PipelineRunDocument & { error?: { code?: string; message?: string } };
}

async function send(
  request: () => PromiseLike<{ status: string; headers: object; body: unknown }>,
  doing: string,
): Promise<Answer> {
  try {
    const { status, headers, body } = await request();
    return { status: Number(status), headers: headers as Answer['headers'], body: (body ?? {}) as Answer['body'] };
  } catch (error) {
    throw toFerryError(error, doing, ROLE);
  }
}

function wordsOf({ status, headers, body }: Answer): ServiceAnswer {
  const words = [body.error?.code, body.error?.message].filter(Boolean).join(': ') || `HTTP ${status}`;
  return {
    status,
    words: redact(words),
    correlationId: headers['x-ms-correlation-request-id'] ?? headers['x-ms-request-id'],
  };
}

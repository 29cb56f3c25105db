import { createContainerRegistryManagement } from '@azure/arm-containerregistry/api';
import type { RouteEnd } from '../../domain/route';
import { ResourceNotFoundError } from '../../domain/failures/errors';
import type { PipelineRunStatus } from '../../domain/pipelineRun';
import { readErrorBody } from '../../domain/errorBody';
import { isAbsence, verdictOf } from '../../domain/weather';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { CLIENT_OPTIONS, scopeOf } from '../clientOptions';
import { isRunOf, toPipelineRunStatus, type PipelineRunDocument, type RunRequest } from './pipelineRunDocument';
import { correlationIdIn, ferryErrorFor, retryAfterIn, toFerryError, type ServiceAnswer } from '../serviceError';
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
        ...CLIENT_OPTIONS,
      });
    clients.set(key, client);
    return client.path(RUN_PATH, end.subscriptionId, end.resourceGroup, end.registryName, runName);
  }

  async function putRun(
    end: RouteEnd,
    route: string,
    runName: string,
    request: RunRequest,
  ): Promise<PipelineRunStatus> {
    const resource = runResource(end, runName);
    const doing = `create the pipeline run ${runName} of the registry ${end.registryName}`;
    const answer = await send(() => resource.put({ body: { properties: { request } } }), doing);
    if ([200, 201, 202].includes(answer.status)) {
      return statusIn(answer, end, runName);
    }
    const said = wordsOf(answer);
    if (isAbsence(said) || verdictOf(said) === 'missing')
      throw new ResourceNotFoundError(`The pipeline ${end.pipeline} of ${end.registryId}`, route, said);
    // The name is the app's own: a run of that name may be the one that an earlier try created.
    const there = answer.status === 409 ? await readRun(end, runName) : undefined;
    if (there && isRunOf(request, there.body)) return statusIn(there, end, runName);
    throw ferryErrorFor(said, doing, ROLE);
  }

  async function readRun(end: RouteEnd, runName: string): Promise<Answer | undefined> {
    const doing = `read the pipeline run ${runName} of the registry ${end.registryName}`;
    const answer = await send(() => runResource(end, runName).get(), doing);
    if (answer.status === 200) return answer;
    const said = wordsOf(answer);
    if (isAbsence(said)) return undefined;
    throw ferryErrorFor(said, doing, ROLE);
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
      const found = await readRun(end, runName);
      return found && statusIn(found, end, runName);
    },
  };
}

interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: PipelineRunDocument;
}

function statusIn(answer: Answer, end: RouteEnd, runName: string): PipelineRunStatus {
  return toPipelineRunStatus(answer, `${end.registryId}/pipelineRuns/${runName}`);
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
  const header = (name: string): string | undefined => headers[name];
  const { code, codes, words } = readErrorBody(body);
  return {
    status,
    code,
    codes,
    words: words || `HTTP ${status}`,
    retryAfterSeconds: retryAfterIn(header),
    correlationId: correlationIdIn(header),
  };
}

import type { RouteEnd } from '../../domain/route';
import { ResourceNotFoundError } from '../../domain/failures/errors';
import type { PipelineRunStatus } from '../../domain/pipelineRun';
import { isAbsence, verdictOf } from '../../domain/weather';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import type { CredentialFor } from '../identity/credentials';
import {
  createPipelineClients,
  EXPORT_PIPELINE_PATH,
  IMPORT_PIPELINE_PATH,
  registryPathOf,
  ROLE,
  RUN_PATH,
  send,
  wordsOf,
  type Answer,
} from './pipelineClient';
import { isRunOf, toPipelineRunStatus, type RunRequest } from './pipelineRunDocument';
import { ferryErrorFor } from '../serviceError';
import type { TransferPipelines } from '../../domain/ports/transferPipelines';

/** Errors of every call: ResourceNotFoundError, AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export function createTransferPipelines(credentialFor: CredentialFor): TransferPipelines {
  const clientFor = createPipelineClients(credentialFor);
  const resource = (path: string, end: RouteEnd, name: string) =>
    clientFor(end).path(path, ...registryPathOf(end), name);

  async function putRun(
    end: RouteEnd,
    route: string,
    runName: string,
    request: RunRequest,
  ): Promise<PipelineRunStatus> {
    const doing = `create the pipeline run ${runName} of the registry ${end.registryName}`;
    const answer = await send(() => resource(RUN_PATH, end, runName).put({ body: { properties: { request } } }), doing);
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
    return read(RUN_PATH, end, runName, `read the pipeline run ${runName} of the registry ${end.registryName}`);
  }

  async function read(path: string, end: RouteEnd, name: string, doing: string): Promise<Answer | undefined> {
    const answer = await send(() => resource(path, end, name).get(), doing);
    if (answer.status === 200) return answer;
    const said = wordsOf(answer);
    if (isAbsence(said)) return undefined;
    throw ferryErrorFor(said, doing, ROLE);
  }

  return {
    startExport: (end, route, runName, { blobName, artifacts }) =>
      putRun(end, route, runName, {
        pipelineResourceId: pipelineIdOf('source', end),
        target: { type: 'AzureStorageBlob', name: blobName },
        artifacts,
      }),
    startImport: (end, route, runName, blobName) =>
      putRun(end, route, runName, {
        pipelineResourceId: pipelineIdOf('target', end),
        source: { type: 'AzureStorageBlob', name: blobName },
      }),
    async getRun(end, runName) {
      const found = await readRun(end, runName);
      return found && statusIn(found, end, runName);
    },
    async exportOptions(end) {
      const doing = `read the export pipeline ${end.pipeline} of the registry ${end.registryName}`;
      const found = await read(EXPORT_PIPELINE_PATH, end, end.pipeline, doing);
      // One that was made without options may show none (acr-transfer §2.2).
      const options = found?.body.properties?.options;
      return found && (Array.isArray(options) ? options.map(String) : []);
    },
    async importTrigger(end) {
      const doing = `read the import pipeline ${end.pipeline} of the registry ${end.registryName}`;
      const found = await read(IMPORT_PIPELINE_PATH, end, end.pipeline, doing);
      if (!found) return undefined;
      // Enabled is the default (acr-transfer §8).
      const status = found.body.properties?.trigger?.sourceTrigger?.status ?? 'Enabled';
      const changedAt = found.body.systemData?.lastModifiedAt;
      return { isOn: status.toLowerCase() === 'enabled', ...(changedAt !== undefined && { changedAt }) };
    },
  };
}

function statusIn(answer: Answer, end: RouteEnd, runName: string): PipelineRunStatus {
  return toPipelineRunStatus(answer, `${end.registryId}/pipelineRuns/${runName}`);
}

import { PipelineBusyError } from '../../domain/failures/errors';
import { pipelineWords, type ActualPipeline } from '../../domain/pipelines/pipeline';
import type { RoutePipelines } from '../../domain/ports/routePipelines';
import type { RouteEnd } from '../../domain/route';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import type { EndName } from '../../domain/runs/runFilter';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { correlationIdIn, ferryErrorFor, retryAfterIn } from '../serviceError';
import {
  createPipelineClients,
  EXPORT_PIPELINE_PATH,
  IMPORT_PIPELINE_PATH,
  registryPathOf,
  ROLE,
  send,
  wordsOf,
  type Answer,
} from './pipelineClient';
import { toActualPipeline, toPipelineDocument, type PipelineDocument } from './pipelineDocument';

const PATHS = {
  source: EXPORT_PIPELINE_PATH,
  target: IMPORT_PIPELINE_PATH,
} as const;

/** Errors of every call: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError. */
export function createRoutePipelines(credentialFor: CredentialFor): RoutePipelines {
  const clientFor = createPipelineClients(credentialFor);
  const resource = (name: EndName, end: RouteEnd) =>
    clientFor(end).path(PATHS[name], ...registryPathOf(end), end.pipeline);
  return {
    async find(name, end) {
      const doing = `read ${pipelineWords(name, end)}`;
      const answer = await send<PipelineDocument>(() => resource(name, end).get(), doing);
      if (answer.status === 200) return actualIn(answer, name, end);
      const said = wordsOf(answer);
      if (isAbsence(said)) return undefined;
      throw ferryErrorFor(said, doing, ROLE);
    },
    async put(name, end, desired, before) {
      const doing = `${before ? 'change' : 'create'} ${pipelineWords(name, end)}`;
      const known = { apiVersion: end.cloud.pipelineApiVersion, location: before?.location };
      const body = toPipelineDocument(name, desired, known);
      const answer = await send<PipelineDocument>(() => resource(name, end).put({ body }), doing);
      if ([200, 201, 202].includes(answer.status)) return actualIn(answer, name, end);
      throw refusalIn(answer, doing);
    },
    async remove(name, end) {
      const doing = `delete ${pipelineWords(name, end)}`;
      const answer = await send<PipelineDocument>(() => resource(name, end).delete(), doing);
      if ([200, 202, 204].includes(answer.status) || isAbsence(wordsOf(answer))) return;
      throw refusalIn(answer, doing);
    },
  };
}

function refusalIn(answer: Answer<unknown>, doing: string) {
  const said = wordsOf(answer);
  return answer.status === 409 ? new PipelineBusyError(doing, said) : ferryErrorFor(said, doing, ROLE);
}

function actualIn({ headers, body }: Answer<PipelineDocument>, name: EndName, end: RouteEnd): ActualPipeline {
  const header = (key: string): string | undefined => headers[key];
  const [correlationId, retryAfterSeconds] = [correlationIdIn(header), retryAfterIn(header)];
  return {
    ...toActualPipeline(name, body, pipelineIdOf(name, end)),
    ...(correlationId !== undefined && { correlationId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

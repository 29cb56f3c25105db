import { phaseOf } from '../../domain/pipelineRun';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { RouteEnd } from '../../domain/route';
import type { RunDetails } from '../../domain/runs/runDetails';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { requireReachable } from '../guard';
import { resourceManagerReach } from '../reach';
import { ferryErrorFor } from '../serviceError';
import { createPipelineClients, ROLE, RUN_PATH, registryPathOf, RUNS_PATH, send, wordsOf } from './pipelineClient';
import { detailsOf, toPipelineRunStatus, type PipelineRunDocument } from './pipelineRunDocument';

interface RunPage {
  value?: PipelineRunDocument[];
  nextLink?: string | null;
}

/** Errors of every call: AccessDeniedError, EndpointNotAllowedError, ServiceUnavailableError, ServiceRefusedError. */
export function createPipelineRuns(credentialFor: CredentialFor): PipelineRuns {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async list(end, page) {
      const doing = `list the pipeline runs of the registry ${end.registryName}`;
      if (page !== undefined) requireReachable(resourceManagerReach(end.cloud), page);
      const client = clientFor(end);
      const answer = await send<RunPage>(
        () => (page === undefined ? client.path(RUNS_PATH, ...registryPathOf(end)) : client.pathUnchecked(page)).get(),
        doing,
      );
      if (answer.status !== 200) throw ferryErrorFor(wordsOf(answer), doing, ROLE);
      const { value = [], nextLink } = answer.body;
      return { runs: value.flatMap((run) => listedRun(end, run, {})), ...(nextLink && { next: nextLink }) };
    },
    async find(end, name) {
      const doing = `read the pipeline run ${name} of the registry ${end.registryName}`;
      const answer = await send(
        () =>
          clientFor(end)
            .path(RUN_PATH, ...registryPathOf(end), name)
            .get(),
        doing,
      );
      if (answer.status === 200) return listedRun(end, { ...answer.body, name }, answer.headers)[0];
      const said = wordsOf(answer);
      if (isAbsence(said)) return undefined;
      throw ferryErrorFor(said, doing, ROLE);
    },
    async remove(end, name) {
      const doing = `delete the pipeline run ${name} of the registry ${end.registryName}`;
      const answer = await send(
        () =>
          clientFor(end)
            .path(RUN_PATH, ...registryPathOf(end), name)
            .delete(),
        doing,
      );
      if ([200, 202, 204].includes(answer.status)) return;
      const said = wordsOf(answer);
      if (!isAbsence(said)) throw ferryErrorFor(said, doing, ROLE);
    },
  };
}

/** One that has no name cannot be removed, and is nobody's. */
function listedRun(
  { registryId }: RouteEnd,
  run: PipelineRunDocument,
  headers: Record<string, string | undefined>,
): RunDetails[] {
  const { name, properties = {}, systemData = {} } = run;
  if (name === undefined) return [];
  const { pipelineResourceId, source, target } = properties.request ?? {};
  const blob = target?.name ?? source?.name;
  const status = toPipelineRunStatus({ headers, body: run }, `${registryId}/pipelineRuns/${name}`);
  const phase = phaseOf(status);
  const { response } = properties;
  const createdAt = systemData.createdAt ?? response?.startTime;
  const blobUri = response?.source?.uri;
  const writtenAt = response?.trigger?.sourceTrigger?.timestamp;
  return [
    {
      ...status,
      ...detailsOf(run),
      name,
      phase,
      ...(pipelineResourceId !== undefined && { pipelineId: pipelineResourceId }),
      ...(blob !== undefined && { blob }),
      ...(blobUri !== undefined && { blobUri }),
      ...(createdAt !== undefined && { createdAt }),
      ...(writtenAt !== undefined && { writtenAt }),
    },
  ];
}

import { phaseOf, type PipelineRunStatus } from '../../domain/pipelineRun';
import { readErrorBody } from '../../domain/errorBody';
import { correlationIdIn, retryAfterIn } from '../serviceError';

/** What a run is asked for. The service's own examples do not echo all of it (acr-transfer §2.4). */
export interface RunRequest {
  pipelineResourceId?: string;
  source?: { type?: string; name?: string };
  target?: { type?: string; name?: string };
  artifacts?: string[];
}

/** The parts of a PipelineRun resource that this app reads; every one may be absent (acr-transfer §2.4). */
export interface PipelineRunDocument {
  id?: string;
  name?: string;
  systemData?: { createdAt?: string; lastModifiedAt?: string };
  /** Not in the specification; Resource Manager puts errors of resources there. */
  error?: unknown;
  properties?: {
    provisioningState?: string;
    error?: unknown;
    request?: RunRequest;
    /** Of a pipeline, not of a run. */
    options?: unknown;
    /** Of an import pipeline. */
    trigger?: { sourceTrigger?: { status?: string } };
    response?: {
      status?: string;
      startTime?: string;
      finishTime?: string;
      /** Of an import run. */
      source?: { uri?: string };
      catalogDigest?: unknown;
      /** Of a run that a source trigger started: when its blob was written. */
      trigger?: { sourceTrigger?: { timestamp?: string } | null } | null;
      /** The percentage is a string on the wire. */
      progress?: { percentage?: string | number };
      error?: unknown;
      importedArtifacts?: unknown;
      pipelineRunErrorMessage?: unknown;
    };
  };
}

/** Whether a run is the one that was asked for, as far as its echo tells. */
export function isRunOf(asked: RunRequest, { properties }: PipelineRunDocument): boolean {
  const echoed = properties?.request;
  const pairs = [
    [asked.pipelineResourceId?.toLowerCase(), echoed?.pipelineResourceId?.toLowerCase()],
    [asked.source?.name, echoed?.source?.name],
    [asked.target?.name, echoed?.target?.name],
  ];
  return pairs.every(([mine, theirs]) => theirs === undefined || theirs === mine);
}

/** Reads the resource, picking fields: a whole SDK answer would carry the request and its token into durable state. */
export function toPipelineRunStatus(
  answer: { headers: Record<string, string | undefined>; body: PipelineRunDocument },
  resourceId: string,
): PipelineRunStatus {
  const { headers, body } = answer;
  const response = body.properties?.response;
  const header = (name: string): string | undefined => headers[name];
  const percentage = Number(response?.progress?.percentage);
  const status: PipelineRunStatus = {
    resourceId: body.id ?? resourceId,
    percentage: Number.isFinite(percentage) ? Math.min(Math.max(percentage, 0), 100) : 0,
    ...optional('provisioningState', body.properties?.provisioningState),
    ...optional('status', response?.status),
    ...optional('errorMessage', errorIn(body)),
    ...optional('importedArtifacts', textsIn(response?.importedArtifacts)),
    ...optional('startedAt', response?.startTime),
    ...optional('correlationId', correlationIdIn(header)),
    ...optional('retryAfterSeconds', retryAfterIn(header)),
  };
  // A run that was refused at its beginning has no response, and so no time of its end.
  const wasRefused = response === undefined && phaseOf(status) === 'failed';
  return { ...status, ...optional('endedAt', wasRefused ? body.systemData?.lastModifiedAt : response?.finishTime) };
}

/** What else a run tells of itself: what it was asked for, and which archive it made or read. */
export function detailsOf({ properties = {} }: PipelineRunDocument) {
  const { request, response } = properties;
  const { catalogDigest } = response ?? {};
  return {
    ...optional('artifacts', textsIn(request?.artifacts)),
    ...optional('catalogDigest', typeof catalogDigest === 'string' ? catalogDigest : undefined),
  };
}

/** What is wrong with the run, wherever the resource says so. */
function errorIn({ error, properties }: PipelineRunDocument): string | undefined {
  const { error: ofResponse, pipelineRunErrorMessage } = properties?.response ?? {};
  const { words } = readErrorBody([pipelineRunErrorMessage, ofResponse, properties?.error, error]);
  return words === '' ? undefined : words;
}

/** Undefined where there are none. */
function textsIn(list: unknown): string[] | undefined {
  const texts = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  return texts.length === 0 ? undefined : texts;
}

function optional<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return (value === undefined || value === null ? {} : { [name]: value }) as { [name in K]?: V };
}

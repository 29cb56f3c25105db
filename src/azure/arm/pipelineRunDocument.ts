import type { PipelineRunStatus } from '../../domain/pipelineRun';
import { redact } from '../../domain/redact';

/** The parts of a PipelineRun resource that this app reads; every one may be absent (acr-transfer §2.4). */
export interface PipelineRunDocument {
  id?: string;
  properties?: {
    provisioningState?: string;
    response?: {
      status?: string;
      /** The percentage is a string on the wire. */
      progress?: { percentage?: string | number };
      pipelineRunErrorMessage?: string;
    };
  };
}

/** Reads the resource, picking fields: a whole SDK answer would carry the request and its token into durable state. */
export function toPipelineRunStatus(
  answer: { headers: Record<string, string | undefined>; body: PipelineRunDocument },
  resourceId: string,
): PipelineRunStatus {
  const { headers, body } = answer;
  const response = body.properties?.response;
  const retryAfter = Number(headers['retry-after']);
  const percentage = Number(response?.progress?.percentage);
  return {
    resourceId: body.id ?? resourceId,
    percentage: Number.isFinite(percentage) ? Math.min(Math.max(percentage, 0), 100) : 0,
    ...optional('provisioningState', body.properties?.provisioningState),
    ...optional('status', response?.status),
    ...optional('errorMessage', response?.pipelineRunErrorMessage && redact(response.pipelineRunErrorMessage)),
    ...optional('correlationId', headers['x-ms-correlation-request-id'] ?? headers['x-ms-request-id']),
    ...optional('retryAfterSeconds', retryAfter > 0 ? retryAfter : undefined),
  };
}

function optional<K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } {
  return (value === undefined || value === null ? {} : { [name]: value }) as { [name in K]?: V };
}

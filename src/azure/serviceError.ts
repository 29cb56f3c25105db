import {
  AccessDeniedError,
  FerryError,
  ServiceRefusedError,
  ServiceUnavailableError,
  type ServiceWords,
} from '../transfer/errors';
import { redact } from '../transfer/redact';

/** The parts of a RestError that every Azure SDK client throws. */
interface RestErrorLike {
  name?: string;
  message?: string;
  code?: string;
  statusCode?: number;
  details?: { error?: { code?: string; message?: string }; errorCode?: string };
  response?: { status?: number; headers?: { get(name: string): string | undefined }; bodyAsText?: string | null };
}

const CORRELATION_HEADERS = ['x-ms-correlation-request-id', 'x-ms-request-id'];
const RETRIED_STATUS = new Set([408, 429, 500, 502, 503, 504]);

/** What a service said, without secrets: its code, its message, its correlation id. */
export function serviceWords(error: unknown): ServiceWords {
  const rest = (error ?? {}) as RestErrorLike;
  const status = rest.statusCode ?? rest.response?.status;
  const code = rest.details?.errorCode ?? rest.code;
  const firstLine = (rest.message ?? String(error)).split('\n', 1)[0] ?? '';
  const headers = rest.response?.headers;
  const correlationId = CORRELATION_HEADERS.map((name) => headers?.get(name)).find(Boolean);
  const label = [status, code].filter((part) => part !== undefined && part !== '').join(' ');
  return { status, words: redact(label ? `${label}: ${firstLine}` : firstLine), correlationId };
}

/**
 * Turns what an Azure client threw into the one class of its cause.
 *
 * @param doing  what was tried, to what: "read the tag x of registry y"
 * @param role   the permission that is probably missing when the service says 401 or 403
 */
export function toFerryError(error: unknown, doing: string, role: string): FerryError {
  return error instanceof FerryError ? error : ferryErrorFor(serviceWords(error), doing, role);
}

/** The same for an answer that was not thrown. */
export function ferryErrorFor(said: ServiceWords, doing: string, role: string): FerryError {
  if (said.status === 401 || said.status === 403) return new AccessDeniedError(doing, role, said);
  if (said.status === undefined || RETRIED_STATUS.has(said.status)) return new ServiceUnavailableError(doing, said);
  return new ServiceRefusedError(doing, said);
}

/** The HTTP status of a thrown service error, or undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return serviceWords(error).status;
}

/** The service's own error code, as `BlobAlreadyExists`. */
export function codeOf(error: unknown): string | undefined {
  const rest = (error ?? {}) as RestErrorLike;
  return rest.details?.errorCode ?? rest.code;
}

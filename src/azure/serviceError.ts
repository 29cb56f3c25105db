import {
  type Access,
  AccessDeniedError,
  FerryError,
  ServiceRefusedError,
  ServiceUnavailableError,
  type ServiceWords,
} from '../domain/failures/errors';
import { redact } from '../domain/redact';
import { isAbsence, verdictOf } from '../domain/weather';

/** What is read of a RestError, which every Azure SDK client throws. */
interface RestErrorLike {
  name?: string;
  message?: string;
  code?: string;
  statusCode?: number;
  details?: {
    error?: { code?: string; message?: string };
    errorCode?: string;
    errors?: readonly { code?: string }[];
  };
  response?: {
    status?: number;
    headers?: { get(name: string): string | undefined };
    bodyAsText?: string | null;
    parsedBody?: { errors?: readonly { code?: string }[] } | null;
  };
}

/** What the SDK calls an answer that it could not read: no service's word. */
const NOT_READ = 'PARSE_ERROR';

/** What a service said about its error, and with which HTTP status, when it answered. */
export interface ServiceAnswer extends ServiceWords {
  status?: number | undefined;
  /** The service's own error code. */
  code?: string | undefined;
}

const CORRELATION_HEADERS = ['x-ms-correlation-request-id', 'x-ms-request-id'];

/** When Microsoft Entra ID refuses a credential, the SDK hands on its message without a status. */
const REFUSED_CREDENTIAL = /AADSTS\d+/;

/** What a service said, without secrets: its code, its message, its correlation id. */
export function serviceWords(error: unknown): ServiceAnswer {
  const rest = (error ?? {}) as RestErrorLike;
  const refused = REFUSED_CREDENTIAL.test(rest.message ?? '') ? 401 : undefined;
  const status = rest.statusCode ?? rest.response?.status ?? refused;
  const code = codeOf(error);
  const firstLine = (rest.message ?? String(error)).split('\n', 1)[0] ?? '';
  const headers = rest.response?.headers;
  const label = [status, code].filter((part) => part !== undefined && part !== '').join(' ');
  const words = redact(label ? `${label}: ${firstLine}` : firstLine);
  const header = (name: string): string | undefined => headers?.get(name);
  return { status, code, words, correlationId: correlationIdIn(header), retryAfterSeconds: retryAfterIn(header) };
}

/**
 * Turns what an Azure client threw into the error class of its cause.
 *
 * @param doing  what was tried, to what: "read the tag x of registry y"
 * @param access what is probably missing when the service says 401 or 403: a role, or a better SAS
 */
export function toFerryError(error: unknown, doing: string, access: Access): FerryError {
  return error instanceof FerryError ? error : ferryErrorFor(serviceWords(error), doing, access);
}

/** The error class of an answer that was not thrown; parameters as for `toFerryError`. */
export function ferryErrorFor(said: ServiceAnswer, doing: string, access: Access): FerryError {
  const verdict = verdictOf(said);
  if (verdict === 'denied') return new AccessDeniedError(doing, access, said);
  if (verdict === 'weather' || isForeign404(said)) return new ServiceUnavailableError(doing, said);
  return new ServiceRefusedError(doing, said);
}

/** A 404 that is not the service's own word. */
function isForeign404(said: ServiceAnswer): boolean {
  return said.status === 404 && !isAbsence(said);
}

/** Whether something does not exist, in the service's own word. */
export function isAbsent(error: unknown): boolean {
  return isAbsence(serviceWords(error));
}

/** Whether a status, or no answer at all, means that the same request may succeed later. */
export function isUnavailable(status: number | undefined): boolean {
  return verdictOf({ status }) === 'weather';
}

/**
 * The id under which a service's own support finds a request.
 *
 * @param header  the value of a header of one answer
 */
export function correlationIdIn(header: (name: string) => string | undefined): string | undefined {
  return CORRELATION_HEADERS.map(header).find(Boolean);
}

/**
 * How many seconds a service asks to be left alone, by `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), or by the
 * headers with milliseconds that some services of Azure send.
 *
 * @param header  the value of a header of one answer
 */
export function retryAfterIn(header: (name: string) => string | undefined): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = Number(header(name));
    if (milliseconds > 0) return Math.ceil(milliseconds / 1000);
  }
  const text = header('retry-after');
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return seconds > 0 ? Math.ceil(seconds) : undefined;
  // The answer's own Date, because clocks differ.
  const wait = (Date.parse(text) - Date.parse(header('date') ?? '')) / 1000;
  return wait > 0 ? Math.ceil(wait) : undefined;
}

/** What the source of a copy answered to the storage service that copies, where that one passes it on in its own answer. */
export function copySourceOf(error: unknown): { status: number; code: string } | undefined {
  const headers = ((error ?? {}) as RestErrorLike).response?.headers;
  const status = Number(headers?.get('x-ms-copy-source-status-code') ?? 0);
  return status > 0 ? { status, code: headers?.get('x-ms-copy-source-error-code') ?? '' } : undefined;
}

/** The HTTP status of a thrown service error, or undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return serviceWords(error).status;
}

/** The service's own error code, as `BlobAlreadyExists`. */
export function codeOf(error: unknown): string | undefined {
  const rest = (error ?? {}) as RestErrorLike;
  const { details, response, code } = rest;
  const errors = details?.errors ?? response?.parsedBody?.errors;
  return details?.errorCode ?? details?.error?.code ?? errors?.[0]?.code ?? (code === NOT_READ ? undefined : code);
}

import {
  type Access,
  AccessDeniedError,
  FerryError,
  ResourceNotFoundError,
  ServiceRefusedError,
  ServiceUnavailableError,
  type ServiceWords,
} from '../domain/failures/errors';
import { readErrorBody } from '../domain/errorBody';
import { isAbsence, verdictOf, type Verdict } from '../domain/weather';
import { identityAnswerIn } from './identity/identityAnswer';

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

/** What a service said about its error, and with which HTTP status, when it answered. */
export interface ServiceAnswer extends ServiceWords {
  status?: number | undefined;
  /** Every code of the answer, from its details and inner errors too. */
  codes?: readonly string[] | undefined;
}

/** No step waits longer, so that any longer wait, as of years, ends a step in the same way. */
const LONGEST_WAIT_SECONDS = 7 * 24 * 3_600 + 1;

const CORRELATION_HEADERS = ['x-ms-correlation-request-id', 'x-ms-request-id'];

/** Codes that the SDK makes up: they are not the service's. */
const OF_THE_SDK = new Set(['PARSE_ERROR', 'REQUEST_SEND_ERROR']);

/** What a service said, without secrets: its code, its message, its correlation id. */
export function serviceWords(error: unknown): ServiceAnswer {
  const rest = (error ?? {}) as RestErrorLike;
  const identity = identityAnswerIn(error);
  const status = rest.statusCode ?? rest.response?.status ?? identity?.status;
  const code = identity ? identity.code : codeOf(error);
  const sent = rest.response?.bodyAsText;
  const own = { code: code ?? rest.code, message: identity?.message ?? rest.message ?? String(error) };
  const body = readErrorBody(sent || own);
  const header = (name: string): string | undefined => rest.response?.headers?.get(name);
  return {
    status,
    code,
    codes: sent ? body.codes : [],
    words: labelled(status, code, body.words),
    correlationId: correlationIdIn(header),
    retryAfterSeconds: retryAfterIn(header),
  };
}

/** The status before the words, and the code where they do not have it. */
function labelled(status: number | undefined, code: string | undefined, words: string): string {
  const label = [status, code && !words.includes(code) ? code : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
  if (words === '') return label === '' ? 'it gave no reason.' : `${label}.`;
  if (label === '') return words;
  return code !== undefined && label === String(status) ? `${label} ${words}` : `${label}: ${words}`;
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
  const make: Record<Verdict, () => FerryError> = {
    weather: () => new ServiceUnavailableError(doing, said),
    denied: () => new AccessDeniedError(doing, access, said),
    missing: () => new ResourceNotFoundError(`What is needed to ${doing}`, undefined, said),
    refused: () => new ServiceRefusedError(doing, said),
  };
  return make[verdictOf(said)]();
}

/** Whether something does not exist, in the service's own word. */
export function isAbsent(error: unknown): boolean {
  return isAbsence(serviceWords(error));
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
 * How many seconds, at most a week, a service asks to be left alone, by `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), or by the
 * headers with milliseconds that some services of Azure send.
 *
 * @param header  the value of a header of one answer
 */
export function retryAfterIn(header: (name: string) => string | undefined): number | undefined {
  const seconds = Math.ceil(secondsIn(header));
  return seconds > 0 ? Math.min(seconds, LONGEST_WAIT_SECONDS) : undefined;
}

/** NaN where it says nothing, or nothing that can be understood. */
function secondsIn(header: (name: string) => string | undefined): number {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = Number(header(name));
    if (milliseconds > 0) return milliseconds / 1000;
  }
  const text = header('retry-after');
  if (text === undefined) return NaN;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return seconds;
  // The answer's own Date, because clocks differ.
  return (Date.parse(text) - Date.parse(header('date') ?? '')) / 1000;
}

/** What the source of a copy answered to the storage service that copies, where that one passes it on in its own answer. */
export function copySourceOf(error: unknown): { status: number; code: string } | undefined {
  const headers = ((error ?? {}) as RestErrorLike).response?.headers;
  const status = Number(headers?.get('x-ms-copy-source-status-code') ?? 0);
  return status > 0 ? { status, code: headers?.get('x-ms-copy-source-error-code') ?? '' } : undefined;
}

/** The service's own error code, as `BlobAlreadyExists`. */
export function codeOf(error: unknown): string | undefined {
  const rest = (error ?? {}) as RestErrorLike;
  const { details, response } = rest;
  const errors = details?.errors ?? response?.parsedBody?.errors;
  const own = details?.errorCode ?? details?.error?.code ?? errors?.[0]?.code ?? rest.code;
  if (own !== undefined && !OF_THE_SDK.has(own) && /[a-z]/i.test(own)) return own;
  return response?.bodyAsText ? readErrorBody(response.bodyAsText).code : undefined;
}

import type { HttpResponseInit } from '@azure/functions';
import { FerryError, RequestError } from '../../domain/failures/errors';

/** A problem document (RFC 9457) with this app's own members. */
interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable code of the cause. */
  code: string;
  nextStep: string;
  correlationId?: string;
  errors?: readonly { path: string; problem: string; expected: string }[];
}

/**
 * Turns whatever a handler threw into an answer that shows no stack, path or key.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemFor(error: unknown, invocationId: string): HttpResponseInit {
  if (error instanceof RequestError) return answer(error, error.status, error.title);
  if (error instanceof FerryError) return answer(error, 503, 'A service that the app depends on failed');
  return toResponse({
    type: 'urn:acr-ferry:problem:internal_error',
    title: 'The app failed',
    status: 500,
    detail: 'The app met an error that it does not know.',
    code: 'internal_error',
    nextStep: `Look for the invocation ${invocationId} in the app's log.`,
    correlationId: invocationId,
  });
}

function answer(error: FerryError, status: number, title: string): HttpResponseInit {
  const mistakes = error instanceof RequestError ? error.mistakes : undefined;
  return toResponse({
    type: `urn:acr-ferry:problem:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    nextStep: error.nextStep,
    ...(error.correlationId && { correlationId: error.correlationId }),
    ...(mistakes && { errors: mistakes }),
  });
}

function toResponse(problem: Problem): HttpResponseInit {
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify(problem),
  };
}

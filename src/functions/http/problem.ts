import type { HttpResponseInit } from '@azure/functions';
import { FerryError, RequestError, RouteBusyError, type RequestErrorCode } from '../../domain/failures/errors';
import { shorten } from '../../domain/validation/shorten';
import type { Problem } from './schemas/problem';

/** HTTP status of each refused request, and a few words that name the kind of problem. */
export const REFUSALS: Readonly<Record<RequestErrorCode, { status: number; title: string }>> = {
  body_not_json: { status: 400, title: 'The request body is not JSON' },
  body_too_large: { status: 413, title: 'The request body is too large' },
  request_invalid: { status: 400, title: 'The request is not valid' },
  artifact_count: { status: 400, title: 'A transfer takes 1 to 50 artifacts' },
  artifact_malformed: { status: 400, title: 'An artifact reference is malformed' },
  nothing_selected: { status: 400, title: 'Nothing says what to transfer' },
  nothing_to_retry: { status: 409, title: 'Nothing was left undelivered' },
  plan_unknown: { status: 404, title: 'There is no such plan' },
  transfer_running: { status: 409, title: 'The transfer has not ended' },
  route_busy: { status: 409, title: 'Another transfer of the route is running' },
  route_unknown: { status: 422, title: 'There is no such route' },
  route_invalid: { status: 422, title: 'The route is not valid' },
  route_incomplete: { status: 422, title: 'The route lacks an end' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  transfer_unknown: { status: 404, title: 'There is no such transfer' },
  transfer_ended: { status: 409, title: 'The transfer has ended' },
  ledger_unknown: { status: 404, title: 'There is no such ledger' },
  rebuild_unknown: { status: 404, title: 'The ledger was never rebuilt' },
  schedule_unknown: { status: 404, title: 'The route has no such schedule' },
  canary_unknown: { status: 404, title: 'No canary was sent' },
  cleanup_running: { status: 409, title: 'Another cleanup is running' },
  cleanup_unknown: { status: 404, title: 'There is no such cleanup' },
  pipeline_busy: { status: 409, title: 'The pipeline is being changed or used' },
  pipeline_in_use: { status: 409, title: 'The pipeline is in use' },
  pipeline_undescribed: { status: 422, title: 'The routes file does not describe the pipeline' },
  run_in_use: { status: 409, title: 'The pipeline run is in use' },
  run_unknown: { status: 404, title: 'There is no such pipeline run' },
  sas_secret_taken: { status: 409, title: 'The secret serves something else' },
  sas_undescribed: { status: 422, title: 'The routes file does not describe the SAS' },
  confirmation_required: { status: 400, title: 'The removal is not confirmed' },
  draining: { status: 503, title: 'The app is being drained' },
  state_too_new: { status: 503, title: 'The state is that of a newer app' },
  state_schema_unreadable: { status: 503, title: 'The layout of the state cannot be told' },
  state_unreadable: { status: 503, title: 'A part of the state is damaged' },
  routes_unreadable: { status: 503, title: 'The routes file cannot be read' },
  settings_invalid: { status: 503, title: 'The app settings have mistakes' },
};

/** Where no service asked for another wait. */
const RETRY_AFTER_SECONDS = 10;
const LONGEST_TEXT = 2_000;
const THE_SAME = 'a POST /api/transfers with the same Idempotency-Key';

/**
 * Turns whatever a handler threw into an answer that shows no stack, path or key. A 503 says when to ask again.
 *
 * @param apiUrl  where callers reach the API, as ApiCall has it
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemFor(error: unknown, invocationId: string, apiUrl: string): HttpResponseInit {
  if (error instanceof RequestError) {
    const { status, title } = REFUSALS[error.code];
    return answer(error, status, title, apiUrl);
  }
  if (error instanceof FerryError) return answer(error, 503, 'A service that the app depends on failed', apiUrl);
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

function answer(error: FerryError, status: number, title: string, apiUrl: string): HttpResponseInit {
  const mistakes = error instanceof RequestError ? error.mistakes : undefined;
  const problem: Problem = {
    type: `urn:acr-ferry:problem:${error.code}`,
    title,
    status,
    detail: shorten(error.message, LONGEST_TEXT),
    code: error.code,
    nextStep: shorten(status === 503 ? askAgain(error) : error.nextStep, LONGEST_TEXT),
    ...(error.correlationId && { correlationId: error.correlationId }),
    ...(mistakes && { errors: mistakes }),
    ...(error instanceof RouteBusyError && {
      transfer: { id: error.running, statusUrl: `${apiUrl}/transfers/${error.running}` },
    }),
  };
  return status === 503 ? toResponse(problem, { 'retry-after': retryAfter(error) }) : toResponse(problem);
}

/** Nothing of a request goes on after a 503: whoever sent it has to send it again. */
function askAgain({ transient, remedy, mistakes }: FerryError & { mistakes?: unknown }): string {
  if (transient && !mistakes) return `Send the request again after the time in Retry-After, ${THE_SAME}. ${remedy}`;
  return `${remedy} Then send the request again, ${THE_SAME}.`;
}

function retryAfter({ retryAfterSeconds = RETRY_AFTER_SECONDS }: FerryError): string {
  return String(Math.max(1, Math.ceil(retryAfterSeconds)));
}

function toResponse(problem: Problem, headers: Record<string, string> = {}): HttpResponseInit {
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(problem),
  };
}

import { isTransferId } from '../names';
import { MAX_ARTIFACTS } from '../plan';
import { fewMistakes, tellMistakes } from '../validation/fewMistakes';
import type { Mistake } from '../validation/mistake';
import { inQuotes } from '../validation/invisible';
import { quote } from '../validation/quote';
import type { FailureCode } from './codes';
import { FerryError } from './ferryError';
import { countOf, firstOf } from './inWords';

/** Codes of the requests that are refused before anything is created. */
export const REQUEST_ERROR_CODES = [
  'body_not_json',
  'body_too_large',
  'request_invalid',
  'artifact_count',
  'artifact_malformed',
  'nothing_selected',
  'nothing_to_retry',
  'plan_unknown',
  'transfer_running',
  'route_busy',
  'route_unknown',
  'route_invalid',
  'route_incomplete',
  'idempotency_key_reused',
  'transfer_unknown',
  'transfer_ended',
  'ledger_unknown',
  'rebuild_unknown',
  'schedule_unknown',
  'canary_unknown',
  'cleanup_running',
  'cleanup_unknown',
  'pipeline_busy',
  'pipeline_in_use',
  'pipeline_undescribed',
  'run_in_use',
  'run_unknown',
  'sas_secret_taken',
  'sas_undescribed',
  'confirmation_required',
  'draining',
  'state_too_new',
  'state_schema_unreadable',
  'state_unreadable',
  'routes_unreadable',
  'settings_invalid',
] as const satisfies readonly FailureCode[];

export type RequestErrorCode = (typeof REQUEST_ERROR_CODES)[number];

/** A request that was refused before anything was created. */
export abstract class RequestError extends FerryError {
  abstract override readonly code: RequestErrorCode;
  /** What the answer lists: the first ones, where there are very many. */
  readonly mistakes?: readonly Mistake[];
}

/** The body is not JSON. */
export class BodyNotJsonError extends RequestError {
  readonly code = 'body_not_json';
  /** @param send  what the operation takes, as a whole sentence */
  constructor(problem: string, send: string) {
    super(`The request body is not a JSON document: ${problem}.`, send);
  }
}

/** The request names no artifacts and no selection, and the route has none either. */
export class NothingSelectedError extends RequestError {
  readonly code = 'nothing_selected';
  constructor(route: string) {
    super(
      `The request names neither artifacts nor a selection, and the route ${route} has no selection of its own.`,
      'Send "artifacts" or "select", or give the route a "select" in the routes file (docs/selection.md).',
    );
  }
}

/** Everything that the transfer was asked for is delivered. */
export class NothingToRetryError extends RequestError {
  readonly code = 'nothing_to_retry';
  constructor(id: string) {
    super(
      `The transfer ${id} left nothing undelivered that could be transferred.`,
      'Start a new transfer, with another Idempotency-Key: for other artifacts, or for the same ones with "everything": true.',
    );
  }
}

/** A transfer runs that must have ended first. */
export class TransferRunningError extends RequestError {
  readonly code = 'transfer_running';
  constructor(id: string) {
    super(`The transfer ${id} has not ended.`, 'Wait for its report, or cancel it first.');
  }
}

/** A transfer has no plan, or none yet. */
export class PlanUnknownError extends RequestError {
  readonly code = 'plan_unknown';
  constructor(id: string) {
    super(`The transfer ${id} has no plan, or none yet.`, 'GET the transfer: its progress says where it is.');
  }
}

/** The body is larger than the app reads. */
export class BodyTooLargeError extends RequestError {
  readonly code = 'body_too_large';
  /** @param shorten  how the operation gets by with less, as a whole sentence */
  constructor(limit: number, shorten: string) {
    super(`The request body is larger than ${limit} bytes.`, shorten);
  }
}

/** Fields are missing, unknown, or of the wrong type. */
export class RequestInvalidError extends RequestError {
  readonly code = 'request_invalid';
  override readonly mistakes: readonly Mistake[];
  constructor(mistakes: readonly Mistake[]) {
    super(
      `The request has ${countOf(mistakes)}: ${tellMistakes(mistakes)}.`,
      'Correct what "errors" lists, then send the request again.',
    );
    this.mistakes = fewMistakes(mistakes, 'request');
  }
}

/** The request names no artifact, or more than one pipeline run takes. */
export class ArtifactCountError extends RequestError {
  readonly code = 'artifact_count';
  constructor(count: number) {
    super(
      `The request names ${count} artifacts; a transfer takes 1 to ${MAX_ARTIFACTS}.`,
      count === 0 ? 'Name at least one artifact.' : 'Split the list over several transfers.',
    );
  }
}

/** Texts that name no artifact. */
export class ArtifactMalformedError extends RequestError {
  readonly code = 'artifact_malformed';
  override readonly mistakes: readonly Mistake[];
  constructor(mistakes: readonly Mistake[]) {
    const told = tellMistakes(mistakes, ({ path, problem }) => `${path} (${problem})`);
    super(
      `Not a reference to an artifact: ${told}.`,
      'Write repository:tag, repository@sha256:<64 hexadecimal digits> or repository:tag@sha256:<…>.',
    );
    this.mistakes = fewMistakes(mistakes, 'request');
  }
}

/** The Idempotency-Key belongs to a transfer of something else. */
export class IdempotencyKeyReusedError extends RequestError {
  readonly code = 'idempotency_key_reused';
  constructor(transferId: string) {
    super(
      `This Idempotency-Key started the transfer ${transferId}, with another route or other artifacts.`,
      'Use a new key for a new transfer.',
    );
  }
}

/** No transfer has that id. */
export class TransferUnknownError extends RequestError {
  readonly code = 'transfer_unknown';
  constructor(id: string) {
    super(
      `There is no transfer with the id ${isTransferId(id) ? inQuotes(id) : quote(id)}.`,
      'GET /api/transfers lists them.',
    );
  }
}

/** The transfer has ended, so it cannot be canceled. */
export class TransferEndedError extends RequestError {
  readonly code = 'transfer_ended';
  constructor(id: string, outcome: string) {
    super(
      `The transfer ${id} has ended (${outcome}) and cannot be canceled.`,
      `GET /api/transfers/${id} shows its report.`,
    );
  }
}

/** Nothing was ever delivered on a route of that name, and the routes file has none. */
export class LedgerUnknownError extends RequestError {
  readonly code = 'ledger_unknown';
  constructor(route: string) {
    super(
      `There is no ledger of the route ${quote(route)}: the routes file has no such route, and no delivery on it is on record.`,
      'Correct the name in the path. GET /api/routes shows the routes of the file.',
    );
  }
}

/** The ledger of a route was never rebuilt, as far as the app's own store tells. */
export class RebuildUnknownError extends RequestError {
  readonly code = 'rebuild_unknown';
  constructor(route: string) {
    super(
      `No rebuild of the ledger of the route "${route}" is on record.`,
      `POST /api/routes/${route}/ledger/rebuild begins one.`,
    );
  }
}

/** The route has no schedule of that name. */
export class ScheduleUnknownError extends RequestError {
  readonly code = 'schedule_unknown';
  constructor(route: string, schedule: string, known: readonly string[]) {
    super(
      `The route "${route}" has no schedule named ${quote(schedule)}.`,
      known.length === 0
        ? `Give the route "schedules" in the routes file, or use POST /api/transfers.`
        : `Use one of: ${firstOf(known)}. GET /api/routes/${route}/schedules shows them.`,
    );
  }
}

/** What cannot be undone is done only when the request names the route twice. */
export class ConfirmationRequiredError extends RequestError {
  readonly code = 'confirmation_required';
  /** @param subject  what would be removed @param intent  what somebody means who confirms; the end of a sentence */
  constructor(route: string, subject: string, intent: string) {
    super(
      `Nothing was removed: without the parameter confirm=${route} this request does nothing. It would remove ${subject}.`,
      `Send it again with confirm=${route} if ${intent}.`,
    );
  }
}

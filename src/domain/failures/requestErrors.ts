import { MAX_ARTIFACTS } from '../plan';
import { FerryError } from './ferryError';

/** One thing that is wrong with a request. */
export interface RequestMistake {
  /** Where: `artifacts[3]`, `query.state`, `headers.Idempotency-Key`. */
  path: string;
  problem: string;
  expected: string;
}

/** A request that was refused before anything was created. */
export abstract class RequestError extends FerryError {
  /** HTTP status of the answer. */
  abstract readonly status: number;
  /** A few words that name the kind of problem, always the same for one code. */
  abstract readonly title: string;
  readonly mistakes?: readonly RequestMistake[];
}

/** The body is not JSON. */
export class BodyNotJsonError extends RequestError {
  readonly code = 'body_not_json';
  readonly status = 400;
  readonly title = 'The request body is not JSON';
  constructor(problem: string) {
    super(
      `The request body is not a JSON document: ${problem}.`,
      'Send {"route": "…", "artifacts": ["repository:tag", …]}.',
    );
  }
}

/** The body is larger than the app reads. */
export class BodyTooLargeError extends RequestError {
  readonly code = 'body_too_large';
  readonly status = 413;
  readonly title = 'The request body is too large';
  constructor(limit: number) {
    super(
      `The request body is larger than ${limit} bytes.`,
      `A transfer takes at most ${MAX_ARTIFACTS} artifacts: split the list over several transfers.`,
    );
  }
}

/** Fields are missing, unknown, or of the wrong type. */
export class RequestInvalidError extends RequestError {
  readonly code = 'request_invalid';
  readonly status = 400;
  readonly title = 'The request is not valid';
  constructor(override readonly mistakes: readonly RequestMistake[]) {
    super(
      `The request has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}: ${mistakes
        .map(({ path, problem }) => `${path} ${problem}`)
        .join('; ')}.`,
      'Correct what "errors" lists, then send the request again.',
    );
  }
}

/** None, or more artifacts than one pipeline run takes. */
export class ArtifactCountError extends RequestError {
  readonly code = 'artifact_count';
  readonly status = 400;
  readonly title = 'A transfer takes 1 to 50 artifacts';
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
  readonly status = 400;
  readonly title = 'An artifact reference is malformed';
  constructor(override readonly mistakes: readonly RequestMistake[]) {
    super(
      `Not a reference to an artifact: ${mistakes.map(({ path, problem }) => `${path} (${problem})`).join('; ')}.`,
      'Write repository:tag or repository@sha256:<64 hexadecimal digits>.',
    );
  }
}

/** The routes file has no route of that name. */
export class RouteUnknownError extends RequestError {
  readonly code = 'route_unknown';
  readonly status = 422;
  readonly title = 'There is no such route';
  constructor(route: string, known: readonly string[]) {
    super(
      `There is no route "${route}".`,
      known.length === 0
        ? 'The routes file has no usable route: GET /api/routes says why.'
        : `Use one of: ${known.join(', ')}. GET /api/routes shows them.`,
    );
  }
}

/** The route has mistakes in the routes file. */
export class RouteInvalidError extends RequestError {
  readonly code = 'route_invalid';
  readonly status = 422;
  readonly title = 'The route is not valid';
  constructor(
    route: string,
    override readonly mistakes: readonly RequestMistake[],
  ) {
    super(
      `The route "${route}" cannot be used: ${mistakes.map(({ path, problem }) => `${path} ${problem}`).join('; ')}.`,
      'Correct the routes file at the places that "errors" lists.',
    );
  }
}

/** The route lacks an end, so nothing can travel its whole length. */
export class RouteIncompleteError extends RequestError {
  readonly code = 'route_incomplete';
  readonly status = 422;
  readonly title = 'The route lacks an end';
  constructor(route: string, lacking: 'source' | 'target') {
    super(
      `The route "${route}" has no ${lacking}; a transfer needs both ends.`,
      `Add "${lacking}" to the route in the routes file, or use a route that has both ends.`,
    );
  }
}

/** The Idempotency-Key belongs to a transfer of something else. */
export class IdempotencyKeyReusedError extends RequestError {
  readonly code = 'idempotency_key_reused';
  readonly status = 422;
  readonly title = 'The Idempotency-Key was used for another request';
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
  readonly status = 404;
  readonly title = 'There is no such transfer';
  constructor(id: string) {
    super(`There is no transfer "${id}".`, 'GET /api/transfers lists them.');
  }
}

/** The transfer has ended, so it cannot be canceled. */
export class TransferEndedError extends RequestError {
  readonly code = 'transfer_ended';
  readonly status = 409;
  readonly title = 'The transfer has ended';
  constructor(id: string, outcome: string) {
    super(
      `The transfer ${id} has ended (${outcome}) and cannot be canceled.`,
      `GET /api/transfers/${id} shows its report.`,
    );
  }
}

/** The routes file could not be read. */
export class RoutesUnreadableError extends RequestError {
  readonly code = 'routes_unreadable';
  readonly status = 503;
  readonly title = 'The routes file cannot be read';
  constructor(cause: unknown) {
    super(
      'The routes file cannot be read from where the app setting FERRY_ROUTES says it is.',
      "Correct FERRY_ROUTES, or the access of the app to that file; the app's log has the reason.",
      { cause },
    );
  }
}

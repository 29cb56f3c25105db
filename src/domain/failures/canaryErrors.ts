import { RequestError } from './requestErrors';

/** No canary was sent through the route, as far as the app's own store tells. */
export class CanaryUnknownError extends RequestError {
  readonly code = 'canary_unknown';
  constructor(route: string) {
    super(`No canary of the route "${route}" is on record.`, `POST /api/routes/${route}/canary sends one.`);
  }
}

import { quote } from '../validation/quote';
import { RequestError } from './requestErrors';

/** A registry has no pipeline run of that name. */
export class RunUnknownError extends RequestError {
  readonly code = 'run_unknown';
  constructor(name: string, registryName: string, route: string) {
    super(
      `The registry ${registryName} has no pipeline run ${quote(name)}: it was never created, or is deleted.`,
      `GET /api/routes/${route}/runs?pipeline=all lists those that there are.`,
    );
  }
}

/** A pipeline run is in use, or may be. */
export class RunInUseError extends RequestError {
  readonly code = 'run_in_use';
  /** @param why  a whole sentence @param transferId  the transfer that it is of, which has not ended */
  constructor(name: string, registryName: string, why: string, transferId: string | undefined) {
    super(
      `The pipeline run ${name} of the registry ${registryName} was not deleted: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
      transferId === undefined
        ? 'Send the request again when the run has ended. A pipeline run cannot be stopped.'
        : `Send the request again when the transfer has its report: GET /api/transfers/${transferId} shows it.`,
    );
  }
}

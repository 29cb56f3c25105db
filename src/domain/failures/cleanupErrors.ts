import { quote } from '../validation/quote';
import { RequestError } from './requestErrors';

/** A cleanup that is not the one that was asked for has not ended. */
export class CleanupRunningError extends RequestError {
  readonly code = 'cleanup_running';
  constructor(running: string, dryRun: boolean) {
    super(
      `Another cleanup has not ended, ${dryRun ? 'a dry run' : 'one that removes'}: ${running}. Nothing was started.`,
      `GET /api/cleanups/${running} shows it. Send the request again when it has ended.`,
    );
  }
}

/** There is no cleanup of that id. */
export class CleanupUnknownError extends RequestError {
  readonly code = 'cleanup_unknown';
  constructor(id: string) {
    super(`There is no cleanup ${quote(id)}.`, 'GET /api/cleanups lists all of them.');
  }
}

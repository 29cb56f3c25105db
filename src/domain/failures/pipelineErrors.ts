import { FerryError } from './ferryError';
import { RequestError } from './requestErrors';
import type { ServiceWords } from './serviceErrors';

/** The service is at work on a pipeline, or on runs of it, and takes no other request for it. */
export class PipelineBusyError extends RequestError {
  readonly code = 'pipeline_busy';
  /** @param doing  what was tried, as "change the export pipeline x of the registry y" */
  constructor(doing: string, said: ServiceWords) {
    super(
      `Could not ${doing}: ${said.words}`,
      'Send the request again when whoever changes the pipeline, or its runs, has come to an end.',
      said,
    );
  }
}

/** A pipeline is needed: it must not be deleted. */
export class PipelineInUseError extends RequestError {
  readonly code = 'pipeline_in_use';
  /** @param pipeline  "the export pipeline x of the registry y" @param why  the end of a sentence @param next  where to look */
  constructor(pipeline: string, why: string, next: string) {
    super(
      `Nothing was deleted: ${pipeline} is in use, because ${why}.`,
      `Send the request again when that has ended. ${next}`,
    );
  }
}

/** The routes file does not describe any pipeline of the route that was asked for. */
export class PipelineUndescribedError extends RequestError {
  readonly code = 'pipeline_undescribed';
  constructor(route: string, ends: readonly string[]) {
    super(
      `The routes file does not describe what the pipeline of the route "${route}" should be like: there are no "pipelineSettings" of ${ends.join(', nor of ')}.`,
      `Give the end "pipelineSettings" in the routes file, {} for what the app works best with; GET /api/routes/${route}/pipelines then shows what would change.`,
    );
  }
}

/** The service accepted a pipeline and did not make it, or made another one. */
export class PipelineFailedError extends FerryError {
  readonly code = 'pipeline_failed';
  /** @param pipeline  as above @param route  its route */
  constructor(pipeline: string, route: string, said: ServiceWords & { resourceId?: string | undefined }) {
    super(
      `The service accepted ${pipeline} and did not make it as it should be: ${said.words}`,
      `Correct what the service's own message names; GET /api/routes/${route}/pipelines shows what is and what should be.`,
      said,
    );
  }
}

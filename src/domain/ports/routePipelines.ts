import type { ActualPipeline, DesiredPipeline } from '../pipelines/pipeline';
import type { RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';

/** The export pipeline of a route's source, or the import pipeline of its target. */
export interface RoutePipelines {
  /** Undefined where there is none. */
  find(name: EndName, end: RouteEnd): Promise<ActualPipeline | undefined>;
  /**
   * Creates the pipeline, or replaces it as a whole; the same again changes nothing. What it answers may still be in the making. Nothing
   * else of the registry is touched.
   *
   * @param before  the pipeline that is replaced, whose region stays
   *
   * Errors: PipelineBusyError while the service is at work on it.
   */
  put(
    name: EndName,
    end: RouteEnd,
    desired: DesiredPipeline,
    before: ActualPipeline | undefined,
  ): Promise<ActualPipeline>;
  /** Deletes it; the service may take a while. One that is gone is no error. Errors: PipelineBusyError. */
  remove(name: EndName, end: RouteEnd): Promise<void>;
}

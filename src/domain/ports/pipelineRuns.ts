import type { RouteEnd } from '../route';
import type { RunDetails } from '../runs/runDetails';

/** The pipeline runs that a registry remembers, whoever created them. */
export interface PipelineRuns {
  /**
   * One page of all runs of a registry, of both kinds of pipelines, in the service's own order. `next` is what to ask for then;
   * it is absent on the last page.
   */
  list(end: RouteEnd, page?: string): Promise<{ runs: RunDetails[]; next?: string }>;
  /** Undefined when there is no run of that name. */
  find(end: RouteEnd, name: string): Promise<RunDetails | undefined>;
  /** Deletes what the registry remembers of a run, not what the run did. The service may take a while; one that is gone is no error. */
  remove(end: RouteEnd, name: string): Promise<void>;
}

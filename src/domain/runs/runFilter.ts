import type { EndName } from '../endNames';
import type { RunPhase } from '../pipelineRun';
import { isOfPipeline } from '../pipelines/pipelineId';
import type { RouteEnd } from '../route';
import { beginningOf, type RunDetails } from './runDetails';

export { END_NAMES, type EndName } from '../endNames';

export const RUN_PHASES = ['running', 'succeeded', 'failed', 'unclear'] as const satisfies readonly RunPhase[];

/** No pipeline can have this name: it is too short. */
const ALL_PIPELINES = 'all';

/** Which runs of a registry are meant. */
export interface RunFilter {
  /** The name of a pipeline, or `all`; absent: the pipeline of the route's end. */
  pipeline?: string;
  state?: RunPhase;
  /** Begun at this time or later; a run that does not tell when is not meant. */
  from?: Date;
  /** Begun before this time. */
  to?: Date;
}

/** Whether a filter means a run that a registry shows at one end of a route. */
export function isMeant(run: RunDetails, filter: RunFilter, name: EndName, end: RouteEnd): boolean {
  const { pipeline = end.pipeline, state, from, to } = filter;
  const began = beginningOf(run);
  return (
    (pipeline === ALL_PIPELINES || isOfPipeline(run, name, end, pipeline)) &&
    (state === undefined || run.phase === state) &&
    (from === undefined || began >= from.getTime()) &&
    (to === undefined || began < to.getTime())
  );
}

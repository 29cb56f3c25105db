import { isOwnRunName, isRegistryRunName } from '../names';
import type { PipelineRunStatus } from '../pipelineRun';
import type { ListedRun } from '../retention/decideRun';

/** A pipeline run with all that the app reads of it. */
export interface RunDetails extends ListedRun, PipelineRunStatus {
  /** When the run began; ISO 8601. */
  startedAt?: string;
  /** What an export was asked for. */
  artifacts?: string[];
  /** Digest of the blob, as the service tells it. */
  catalogDigest?: string;
}

/** Who created a run. `sourceTrigger`: the registry itself. `other`: a person or another program. */
export const RUN_CREATORS = ['app', 'sourceTrigger', 'other'] as const;

export type RunCreator = (typeof RUN_CREATORS)[number];

/** Its name tells who created a run, or that it says which change of a blob began it. */
export function creatorOf({ name, writtenAt }: Pick<RunDetails, 'name' | 'writtenAt'>): RunCreator {
  if (isOwnRunName('any', name)) return 'app';
  return isRegistryRunName(name) || writtenAt !== undefined ? 'sourceTrigger' : 'other';
}

/** When a run began, or was asked for; milliseconds since 1970, NaN where nothing tells. */
export function beginningOf({ startedAt, createdAt }: Pick<RunDetails, 'startedAt' | 'createdAt'>): number {
  return Date.parse(startedAt ?? createdAt ?? '');
}

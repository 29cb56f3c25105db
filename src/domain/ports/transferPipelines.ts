import type { ImportTrigger } from '../arrivals/registryRun';
import type { PipelineRunStatus } from '../pipelineRun';
import type { RouteEnd } from '../route';

/** What an export run is asked for. */
export interface ExportRequest {
  blobName: string;
  /** `repository:tag` or `repository@digest`, at most 50. */
  artifacts: string[];
}

/** Pipeline runs of ACR Transfer. They exist only in preview API versions, which no stable SDK has (acr-transfer §0). */
export interface TransferPipelines {
  /** Creates an export run; the same run again is a no-op at the service (acr-transfer §7). */
  startExport(end: RouteEnd, route: string, runName: string, request: ExportRequest): Promise<PipelineRunStatus>;
  /** Creates an import run; the same run again is a no-op at the service. */
  startImport(end: RouteEnd, route: string, runName: string, blobName: string): Promise<PipelineRunStatus>;
  /** Undefined when there is no run of that name. */
  getRun(end: RouteEnd, runName: string): Promise<PipelineRunStatus | undefined>;
  /** The options of the end's export pipeline, in the service's spelling; undefined when there is no such pipeline. */
  exportOptions(end: RouteEnd): Promise<string[] | undefined>;
  /** The source trigger of the end's import pipeline; undefined when there is no such pipeline. */
  importTrigger(end: RouteEnd): Promise<ImportTrigger | undefined>;
}

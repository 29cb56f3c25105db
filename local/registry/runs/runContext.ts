import type { ContainerClient } from '@azure/storage-blob';
import type { ContentStore } from '../contentStore';
import type { Pipeline, PipelineRun } from '../resourceManager/resources';
import type { ContainerAccess } from './openContainer';

/** What all runs of the stack have in common. */
export interface RunEngineOptions extends ContainerAccess {
  /** Bytes of the largest layer (or config) that an export takes. */
  largestLayerBytes: number;
}

/** What an execution of a run works with. */
export interface RunContext {
  run: PipelineRun;
  pipeline: Pipeline;
  content: ContentStore;
  container: ContainerClient;
  largestLayerBytes: number;
  /** Aborts when the stack stops; the run goes on after the next start. */
  signal: AbortSignal;
  /** Part of the work done, 0 to 1. */
  progress: (part: number) => void;
  /** Keeps what a restarted execution must not do again; on disk when this returns. */
  checkpoint: (done: NonNullable<PipelineRun['checkpoint']>) => void;
  /** Waits while the step is held. @throws RunFailure when a fault strikes there. */
  passes: (step: string) => Promise<void>;
}

/** The URI of a run's blob, without any signature. */
export function runBlobUri(pipeline: Pipeline, blobName: string): string {
  return `${pipeline.container.uri.replace(/\/+$/, '')}/${blobName}`;
}

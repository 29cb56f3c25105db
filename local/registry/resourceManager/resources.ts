export type StorageAccessMode = 'SasToken' | 'ManagedIdentity';

/** The container of a pipeline: an export pipeline's target, an import pipeline's source. */
export interface PipelineContainer {
  type: string;
  uri: string;
  keyVaultUri?: string;
  storageAccessMode: StorageAccessMode;
}

export interface PipelineIdentity {
  type: 'systemAssigned' | 'userAssigned';
  principalId: string | null;
  tenantId: string | null;
  userAssignedIdentities?: Record<string, { principalId: string; clientId: string }>;
}

export type PipelineKind = 'exportPipelines' | 'importPipelines';

export interface SystemData {
  createdBy: string;
  createdByType: 'Application';
  createdAt: string;
  lastModifiedBy: string;
  lastModifiedByType: 'Application';
  lastModifiedAt: string;
}

/** A region that a registry is replicated to: nothing is really copied. */
export interface Replication {
  name: string;
  location: string;
  provisioningState: string;
  systemData: SystemData;
}

export interface Pipeline {
  kind: PipelineKind;
  id: string;
  name: string;
  location?: string;
  identity?: PipelineIdentity;
  container: PipelineContainer;
  options?: string[];
  /** Import pipelines only. */
  sourceTrigger?: 'Enabled' | 'Disabled';
  /** While the service makes, changes or deletes it. */
  work?: PipelineWork;
  /** Why it ended as Failed. */
  failure?: string;
  systemData: SystemData;
}

export interface PipelineWork {
  state: 'Creating' | 'Updating' | 'Deleting';
  operationId: string;
  /** Milliseconds since 1970. */
  endsAt: number;
}

export interface PipelineRunRequest {
  pipelineResourceId: string;
  artifacts?: string[];
  source?: { type?: string; name: string };
  target?: { type?: string; name: string };
  catalogDigest?: string;
}

export interface PipelineRunResponse {
  status: 'Running' | 'Succeeded' | 'Failed';
  importedArtifacts?: string[];
  progress: { percentage: string };
  startTime: string;
  finishTime?: string;
  source?: RunBlob;
  target?: RunBlob;
  /** Of a run that a source trigger started. */
  trigger?: { sourceTrigger: { timestamp: string } };
  catalogDigest?: string;
  pipelineRunErrorMessage?: string;
}

/** The blob of a run, as its response shows it. */
export interface RunBlob {
  type: 'AzureStorageBlob';
  uri: string;
  keyVaultUri?: string;
  storageAccessMode?: StorageAccessMode;
}

export interface PipelineRun {
  id: string;
  name: string;
  /** `pipelineruns-<guid>`, new for every execution. */
  operationId: string;
  request: PipelineRunRequest;
  forceUpdateTag?: string;
  /** When the blob was written that had a source trigger start this run. */
  sourceUpdatedAt?: string;
  /** Absent until the run has begun. */
  response?: PipelineRunResponse;
  /** What an execution has done for good; a restarted one does not do it again. */
  checkpoint?: { contentMd5?: string; catalogDigest?: string; importedArtifacts?: string[] };
  systemData: SystemData;
}

/** Whether a run has ended. */
export function isFinished(run: PipelineRun): boolean {
  return run.response?.status === 'Succeeded' || run.response?.status === 'Failed';
}

/** A time (milliseconds since 1970) as the service writes it: seven decimals and an offset. */
export function serviceTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000+00:00');
}

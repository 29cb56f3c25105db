/** What the app reads of a PipelineRun (acr-transfer §2.3, §2.4). */
export interface PipelineRunStatus {
  /** Full Azure resource id. */
  resourceId: string;
  provisioningState?: string;
  /** `response.status`: a free string. */
  status?: string;
  /** 0 to 100. */
  percentage: number;
  errorMessage?: string;
  /** When it began; ISO 8601. */
  startedAt?: string;
  /** When it ended; ISO 8601. */
  endedAt?: string;
  /** Of an import run: what it says it imported. */
  importedArtifacts?: string[];
  /** The service's id of the answer that told all this. */
  correlationId?: string;
  retryAfterSeconds?: number;
}

/** `unclear`: its states are words that nobody has described, or one of them is lacking. */
export type RunPhase = 'running' | 'succeeded' | 'failed' | 'unclear';

const SUCCEEDED = 'succeeded';
const FAILED = new Set(['failed', 'canceled', 'cancelled']);
/** provisioningState of a resource that is being made (acr-transfer §3), and what other Azure services say there. */
const MAKING = new Set(['', 'accepted', 'creating', 'updating', 'deleting', 'running', 'provisioning', 'pending']);
/** Words of a run that goes on; only `running` was ever seen (acr-transfer §3). */
const GOING_ON = new Set(['running', 'pending', 'queued', 'accepted', 'started', 'inprogress', 'creating', 'waiting']);

/**
 * Whether a run is over. It has succeeded only when both its states say so: the service's own examples pair a
 * provisioningState "Succeeded" with a status "Running" (acr-transfer §3). A provisioningState that is Failed or Canceled
 * is final, whatever the status says: a run that was refused before it had a response never gets another.
 */
export function phaseOf(run: PipelineRunStatus): RunPhase {
  const provisioning = run.provisioningState?.toLowerCase() ?? '';
  const status = run.status?.toLowerCase() ?? '';
  if (FAILED.has(provisioning)) return 'failed';
  if (MAKING.has(provisioning)) return 'running';
  if (provisioning !== SUCCEEDED) return 'unclear';
  if (FAILED.has(status)) return 'failed';
  if (GOING_ON.has(status)) return 'running';
  return status === SUCCEEDED ? 'succeeded' : 'unclear';
}

/** Why a failed run failed, in the service's words. */
export function reasonOf(run: PipelineRunStatus): string {
  return run.errorMessage || `${statesOf(run)}, without a message.`;
}

/** The states of a run, as the service calls them. */
export function statesOf({ provisioningState, status }: PipelineRunStatus): string {
  return `provisioningState ${provisioningState || 'unknown'}, status ${status || 'unknown'}`;
}

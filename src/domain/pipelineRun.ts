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
  /** The service's id of the answer that told all this. */
  correlationId?: string;
  retryAfterSeconds?: number;
}

export type RunPhase = 'running' | 'succeeded' | 'failed';

const SUCCEEDED = 'succeeded';
const TERMINAL = new Set([SUCCEEDED, 'failed', 'canceled', 'cancelled']);

/**
 * Whether a run is over. Only when both its states are terminal: the service's own examples pair a provisioningState
 * "Succeeded" with a status "Running" (acr-transfer §3). A run refused before it had a response never gets a status:
 * then its provisioningState alone tells.
 */
export function phaseOf(run: PipelineRunStatus): RunPhase {
  const provisioning = run.provisioningState?.toLowerCase() ?? '';
  const status = run.status?.toLowerCase() ?? '';
  if (!TERMINAL.has(provisioning)) return 'running';
  if (status === '') return provisioning === SUCCEEDED ? 'running' : 'failed';
  if (!TERMINAL.has(status)) return 'running';
  return provisioning === SUCCEEDED && status === SUCCEEDED ? 'succeeded' : 'failed';
}

/** Why a failed run failed, in the service's words. */
export function reasonOf(run: PipelineRunStatus): string {
  return (
    run.errorMessage ||
    `provisioningState ${run.provisioningState ?? 'unknown'}, status ${run.status ?? 'unknown'}, without a message.`
  );
}

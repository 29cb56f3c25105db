import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { OrchestrationRuntimeStatus, type DurableOrchestrationStatus } from 'durable-functions';
import { formatArtifact } from '../domain/artifact';
import type { Failure } from '../domain/failures/failure';
import type { Progress } from '../domain/progress';
import type { TransferReport } from '../domain/report/report';
import type { TransferRecord, TransferState } from '../domain/transferRecord';
import { hasDied } from './durable';

/** What the API shows of one transfer. */
interface TransferView extends Omit<TransferRecord, 'artifacts'> {
  /** `repository:tag` or `repository@digest`. */
  artifacts: string[];
  state: TransferState;
  statusUrl: string;
  progress?: Progress;
  cancelRequested?: true;
  report?: TransferReport;
  /** Why there is no report. */
  failure?: Failure;
}

const RETRY_AFTER_SECONDS = 5;

/** Puts together what is known of a transfer. `status` is its orchestration, where there is one. */
export function viewTransfer(
  request: HttpRequest,
  known: {
    record: TransferRecord;
    report?: TransferReport | undefined;
    status?: DurableOrchestrationStatus | undefined;
    progress?: Progress | undefined;
    cancelRequested?: boolean;
  },
): TransferView {
  const { record, report, status, progress } = known;
  const { id, route, artifacts, startedBy, createdAt } = record;
  const died = !report && status !== undefined && hasDied(status);
  return {
    id,
    route,
    state: report?.outcome ?? stateOf(status),
    createdAt,
    startedBy,
    artifacts: artifacts.map(formatArtifact),
    statusUrl: statusUrlOf(request, id),
    ...(!report && progress && { progress }),
    ...(!report && known.cancelRequested && { cancelRequested: true as const }),
    ...(report && { report }),
    ...(died && { failure: orchestrationDied(status, id) }),
  };
}

/** 202 with Location and Retry-After while a transfer runs, then 200: as the durable extension's own status answers. */
export function answerTransfer(view: TransferView): HttpResponseInit {
  const ended = view.report !== undefined || view.failure !== undefined;
  return ended ? { status: 200, jsonBody: view } : answerAccepted(view);
}

/** 202, wherever the transfer is. */
export function answerAccepted(view: TransferView): HttpResponseInit {
  return {
    status: 202,
    headers: { location: view.statusUrl, 'retry-after': String(RETRY_AFTER_SECONDS) },
    jsonBody: view,
  };
}

function stateOf(status: DurableOrchestrationStatus | undefined): TransferState {
  if (!status || status.runtimeStatus === OrchestrationRuntimeStatus.Pending) return 'accepted';
  return hasDied(status) ? 'failed' : 'running';
}

function statusUrlOf(request: HttpRequest, id: string): string {
  const { origin, pathname } = new URL(request.url);
  return `${origin}${pathname.slice(0, pathname.toLowerCase().indexOf('/transfers'))}/transfers/${id}`;
}

function orchestrationDied({ runtimeStatus }: DurableOrchestrationStatus, id: string): Failure {
  return {
    code: 'orchestration_ended',
    message: `The orchestration of the transfer ended as ${runtimeStatus} without writing a report.`,
    nextStep: `Look for ${id} in the app's log, then start the transfer again under a new Idempotency-Key.`,
  };
}

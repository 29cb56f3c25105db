import { blobUri } from '../../../domain/route';
import { formatReference } from '../../../domain/artifact';
import type { Instance } from '../../../domain/ports/instances';
import { isQueued } from '../../instances/isQueued';
import type { Progress } from '../../../domain/progress';
import type { TransferRecord } from '../../../domain/transferRecord';
import type { TransferEnd } from '../../instances/findEnd';
import type { JsonAnswer } from '../dependencies';
import type { PlanTotals } from '../../../domain/planning/planTotals';
import type { TransferView } from '../schemas/transferView';

/** What is known of one transfer. */
interface KnownTransfer extends TransferEnd {
  record: TransferRecord;
  progress?: Progress | undefined;
  cancelRequested?: boolean;
  plan?: PlanTotals | undefined;
  /** Id of the transfer that took up what this one did not deliver. */
  retriedBy?: string | undefined;
}

const RETRY_AFTER_SECONDS = 5;

/** Puts together what the API answers about a transfer. */
export function viewTransfer(apiUrl: string, known: KnownTransfer): TransferView {
  const { record, report, instance, progress } = known;
  const { id, route, artifacts, startedBy, createdAt } = record;
  const url = (transfer: string): string => `${apiUrl}/transfers/${transfer}`;
  const shown = {
    id,
    route,
    state: report?.outcome ?? stateOf(instance),
    createdAt,
    startedBy,
    artifacts: artifacts.map(formatReference),
    ...(record.appVersion !== undefined && { appVersion: record.appVersion }),
    ...arrivalOf(record),
    ...(record.select && { select: record.select }),
    ...(record.dryRun && { dryRun: record.dryRun }),
    ...(record.everything && { everything: record.everything }),
    ...(record.retryOf !== undefined && { retryOf: url(record.retryOf) }),
    ...(known.retriedBy !== undefined && { retriedBy: url(known.retriedBy) }),
    ...(known.plan && { plan: known.plan, planUrl: `${url(id)}/plan` }),
    ...(report?.more && { artifactsUrl: `${url(id)}/artifacts` }),
    statusUrl: url(id),
  };
  if (report) return { ...shown, report };
  return {
    ...shown,
    ...(progress && { progress }),
    ...(known.cancelRequested && { cancelRequested: true as const }),
  };
}

function arrivalOf({ arrival, pinnedRoute: { target } }: TransferRecord): Pick<TransferView, 'arrival'> {
  if (!arrival || !target) return {};
  const { name, size, contentMd5 } = arrival;
  return { arrival: { blob: blobUri(target, name), size, ...(contentMd5 !== undefined && { contentMd5 }) } };
}

/** 202 with Location and Retry-After while a transfer runs, then 200: as the durable extension's own status answers. */
export function answerTransfer(view: TransferView): JsonAnswer<TransferView> {
  return view.report ? { status: 200, jsonBody: view } : answerAccepted(view);
}

/** 202, wherever the transfer is. */
export function answerAccepted(view: TransferView): JsonAnswer<TransferView> {
  return {
    status: 202,
    headers: { location: view.statusUrl, 'retry-after': String(RETRY_AFTER_SECONDS) },
    jsonBody: view,
  };
}

function stateOf(instance: Instance | undefined): TransferView['state'] {
  return !instance || instance.state === 'pending' || isQueued(instance) ? 'accepted' : 'running';
}

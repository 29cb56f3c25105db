import { OrchestrationRuntimeStatus, type DurableClient, type DurableOrchestrationStatus } from 'durable-functions';
import {
  withBatches,
  withLanes,
  type BatchProgress,
  type LaneProgress,
  type Progress,
  type TransferProgress,
} from '../domain/progress';
import type { TransferReport } from '../domain/report/report';
import type { TransferStore } from '../domain/ports/transferStore';

/** The status of an instance, or undefined when there is none: the client throws on 404. */
async function findStatus(client: DurableClient, id: string): Promise<DurableOrchestrationStatus | undefined> {
  try {
    return await client.getStatus(id);
  } catch (error) {
    if (error instanceof Error && error.message.includes('HTTP 404')) return undefined;
    throw error;
  }
}

/**
 * Starts an orchestration unless there is an instance of that id, in whatever state: the host would silently run a
 * finished one again. Of several callers at once, all succeed and one starts.
 */
export async function startOnce(client: DurableClient, name: string, id: string, input: object): Promise<void> {
  if (await findStatus(client, id)) return;
  try {
    await client.startNew(name, { instanceId: id, input });
  } catch (error) {
    if (!(await findStatus(client, id))) throw error;
  }
}

/** What is known of a transfer besides its record: its report once it has ended, else the status of its orchestration. */
export async function findEnd(
  transfers: TransferStore,
  client: DurableClient,
  id: string,
): Promise<{ report?: TransferReport; status?: DurableOrchestrationStatus }> {
  const report = await transfers.readReport(id);
  if (report) return { report };
  const status = await findStatus(client, id);
  if (!status) return {};
  // The report is written before the orchestration ends: it may have come between the two looks.
  const late = hasDied(status) ? await transfers.readReport(id) : undefined;
  return late ? { report: late } : { status };
}

/** Where a running transfer is. Batches and the lanes of their copies are orchestrations of their own: each shows itself. */
export async function findProgress(
  client: DurableClient,
  status: DurableOrchestrationStatus | undefined,
): Promise<Progress | undefined> {
  const progress = shownBy<TransferProgress>(status);
  if (!progress) return undefined;
  return withBatches(progress, await Promise.all((progress.batches ?? []).map((id) => findBatch(client, id))));
}

async function findBatch(client: DurableClient, id: string): Promise<Progress | undefined> {
  const progress = shownBy<BatchProgress>(await findStatus(client, id));
  if (!progress) return undefined;
  const lanes = await Promise.all((progress.lanes ?? []).map((lane) => findStatus(client, lane)));
  return withLanes(
    progress,
    lanes.map((lane) => shownBy<LaneProgress>(lane)),
  );
}

function shownBy<T>(status: DurableOrchestrationStatus | undefined): T | undefined {
  return (status?.customStatus ?? undefined) as T | undefined;
}

/** Whether an orchestration ended without having written its report. */
export function hasDied({ runtimeStatus }: DurableOrchestrationStatus): boolean {
  return (
    runtimeStatus === OrchestrationRuntimeStatus.Failed ||
    runtimeStatus === OrchestrationRuntimeStatus.Terminated ||
    runtimeStatus === OrchestrationRuntimeStatus.Canceled ||
    runtimeStatus === OrchestrationRuntimeStatus.Completed
  );
}

import { OrchestrationRuntimeStatus, type DurableClient, type DurableOrchestrationStatus } from 'durable-functions';

/** The status of an instance, or undefined when there is none: the client throws on 404. */
export async function findStatus(client: DurableClient, id: string): Promise<DurableOrchestrationStatus | undefined> {
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

/** Whether an orchestration ended without having written its report. */
export function hasDied({ runtimeStatus }: DurableOrchestrationStatus): boolean {
  return (
    runtimeStatus === OrchestrationRuntimeStatus.Failed ||
    runtimeStatus === OrchestrationRuntimeStatus.Terminated ||
    runtimeStatus === OrchestrationRuntimeStatus.Canceled ||
    runtimeStatus === OrchestrationRuntimeStatus.Completed
  );
}

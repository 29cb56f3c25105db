/** An event of a history, as the durable management API shows it. */
export interface HistoryEvent {
  EventType: string;
}

/**
 * The histories of all orchestrations whose ids begin with `prefix`.
 *
 * @throws Error when the host does not answer.
 */
export async function readHistories(host: string, prefix: string): Promise<HistoryEvent[][]> {
  const instances = `${host}/runtime/webhooks/durabletask/instances`;
  const listed = await read<{ instanceId: string }[]>(`${instances}?instanceIdPrefix=${prefix}`);
  const documents = listed.map(({ instanceId }) =>
    read<{ historyEvents: HistoryEvent[] }>(`${instances}/${instanceId}?showHistory=true`),
  );
  return (await Promise.all(documents)).map(({ historyEvents }) => historyEvents);
}

async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}.`);
  return (await answer.json()) as T;
}

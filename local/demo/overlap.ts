/** How many batches of a transfer are in each phase at a time. */
export type Overlap = Record<'exporting' | 'copying' | 'importing' | 'verifying', number>;

interface ShownInstance {
  instanceId: string;
  runtimeStatus: string;
  customStatus: { phase?: string } | null;
}

/** Asks the host which orchestrations of batches run, and what each does. @param key a function key, where the host asks for one. */
export async function findOverlap(host: string, transferId: string, key?: string): Promise<Overlap> {
  const url = new URL('/runtime/webhooks/durabletask/instances', host);
  url.searchParams.set('instanceIdPrefix', `${transferId}-b-`);
  url.searchParams.set('runtimeStatus', 'Running');
  if (key !== undefined) url.searchParams.set('code', key);
  const overlap: Overlap = { exporting: 0, copying: 0, importing: 0, verifying: 0 };
  const answer = await fetch(url);
  // A host in Azure wants a key of its own for this: what is missing is only shown.
  if (!answer.ok) return overlap;
  for (const { instanceId, customStatus } of (await answer.json()) as ShownInstance[]) {
    const isBatch = /-b-[0-9a-f]+$/.test(instanceId);
    const phase = customStatus?.phase;
    if (isBatch && phase !== undefined && phase in overlap) overlap[phase as keyof Overlap] += 1;
  }
  return overlap;
}

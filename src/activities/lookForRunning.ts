import type { Instances } from '../domain/ports/instances';
import { mapConcurrently } from './mapConcurrently';

const LOOKS_AT_ONCE = 8;

/** Says which of some orchestrations have not ended. Errors: those of the durable client. */
export async function lookForRunning(
  { instances }: { instances: Pick<Instances, 'find'> },
  { ids }: { ids: string[] },
): Promise<{ running: string[] }> {
  const running: string[] = [];
  await mapConcurrently(ids, LOOKS_AT_ONCE, async (id) => {
    const state = (await instances.find(id))?.state;
    if (state === 'pending' || state === 'running') running.push(id);
  });
  return { running };
}

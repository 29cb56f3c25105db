import type { Batch } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/**
 * Keeps what of a batch is tried again, before any of it is begun; answers what was kept first. An earlier life may have begun
 * parts that nobody would think of any more, because what they were to deliver has arrived meanwhile.
 */
export async function keepParts(
  { pages }: Pick<ActivityDependencies, 'pages'>,
  { transferId, batch, generation, parts }: OfTransfer & { batch: string; generation: number; parts: Batch[] },
): Promise<{ parts: Batch[] }> {
  const number = `${batch}-${generation}`;
  if (parts.length > 0) return { parts: await pages.keepPage(transferId, 'parts', number, parts) };
  return { parts: (await pages.readPage(transferId, 'parts', number)) ?? [] };
}

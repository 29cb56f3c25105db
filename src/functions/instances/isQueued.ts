import type { Instance } from '../../domain/ports/instances';
import type { TransferProgress } from '../../domain/progress';

/** Whether the orchestration of a transfer waits for its turn on its route. */
export function isQueued(transfer: Instance | undefined): boolean {
  return (transfer?.customStatus as Partial<TransferProgress> | undefined)?.isQueued === true;
}

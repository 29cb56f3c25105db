import type { Plan } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Keeps the plan of a transfer, so that a later orchestration of it goes by the same; answers the first one that was kept. */
export async function keepPlan(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { transferId, plan }: OfTransfer & { plan: Plan },
): Promise<Plan> {
  return transfers.keepPlan(transferId, plan);
}

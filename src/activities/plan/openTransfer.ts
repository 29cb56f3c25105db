import type { Plan } from '../../domain/plan';
import type { TransferOutcome } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';

/**
 * Marks a transfer as running. Returns its outcome when it has ended before: an orchestration of a finished id can be
 * started again by mistake, and must then do nothing. Returns the plan that an earlier orchestration of it kept: what that
 * one began has to be looked after, whatever happened since.
 */
export async function openTransfer(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { transferId }: { transferId: string },
): Promise<{ outcome?: TransferOutcome; plan?: Plan }> {
  const report = await transfers.readReport(transferId);
  if (report) return { outcome: report.outcome };
  const record = await transfers.find(transferId);
  if (record) await transfers.index(record, 'running');
  const plan = await transfers.readPlan(transferId);
  return plan ? { plan } : {};
}

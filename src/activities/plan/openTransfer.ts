import type { Finding } from '../../domain/doctor/finding';
import type { Plan } from '../../domain/plan';
import type { TransferOutcome } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import { soonEnough } from '../report/soonEnough';

/** The doctor gives each check less (`createDoctor`). */
export const CHEAP_LOOK_LIMIT_MS = 10_000;

/**
 * Marks a transfer as running. Returns its outcome when it has ended before: an orchestration of a finished id can be
 * started again by mistake, and must then do nothing. Returns what the doctor finds at a first look, and the plan that an earlier orchestration of it kept: what that
 * one began has to be looked after, whatever happened since.
 */
export async function openTransfer(
  { transfers, doctor, machine }: Pick<ActivityDependencies, 'transfers' | 'doctor' | 'machine'>,
  { transferId }: { transferId: string },
): Promise<{ outcome?: TransferOutcome; plan?: Plan; findings?: Finding[] }> {
  const report = await transfers.readReport(transferId);
  if (report) return { outcome: report.outcome };
  const record = await transfers.find(transferId);
  if (record) await transfers.index(record, 'running');
  const plan = await transfers.readPlan(transferId);
  const examine = async (): Promise<Finding[]> => (record ? doctor.examine(record.pinnedRoute, 'cheap') : []);
  const findings = await soonEnough(machine, CHEAP_LOOK_LIMIT_MS, examine);
  return { ...(plan && { plan }), ...(findings.length > 0 && { findings }) };
}

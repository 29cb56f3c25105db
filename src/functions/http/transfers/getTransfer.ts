import { totalsOf, type PlanTotals } from '../../../domain/planning/planTotals';
import type { TransferRecord } from '../../../domain/transferRecord';
import { findProgress } from '../../instances/findProgress';
import { takeUp } from '../../start/takeUp';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from '../schemas/transferView';
import { answerTransfer, viewTransfer } from './viewTransfer';

/** GET /api/transfers/{id}: where a transfer is, and its report once it has ended. One that was cut off is taken up. */
export async function getTransfer(
  deps: Omit<ApiDependencies, 'routes'>,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { transfers, instancesFor } = deps;
  const record = await requireTransfer(transfers, request.params['id']);
  const instances = instancesFor(context);
  const end = await takeUp(deps, instances, record, context);
  const [plan, retry] = await Promise.all([planOf(deps, record), end.report && retryOf(deps, record)]);
  const known = { record, ...end, plan, retriedBy: retry?.id };
  if (end.report) return answerTransfer(viewTransfer(apiUrl, known));
  const progress = await findProgress(instances, end.instance);
  const cancelRequested = await transfers.isCancelRequested(record.id);
  return answerTransfer(viewTransfer(apiUrl, { ...known, progress, cancelRequested }));
}

/** A retry that was refused, as its route was busy, has an id and nothing else. */
async function retryOf(
  { transfers, pages }: Pick<ApiDependencies, 'transfers' | 'pages'>,
  { id }: TransferRecord,
): Promise<TransferRecord | undefined> {
  const kept = await pages.readPage(id, 'retries', 0);
  return kept && transfers.find(kept.id);
}

/** Who names few artifacts knows the plan, and needs no totals of it. */
async function planOf(
  { transfers }: Pick<ApiDependencies, 'transfers'>,
  { id, artifacts, dryRun }: TransferRecord,
): Promise<PlanTotals | undefined> {
  if (artifacts.length > 0 && !dryRun) return undefined;
  const plan = await transfers.readPlan(id);
  return plan && totalsOf(plan);
}

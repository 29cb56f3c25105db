import { PlanUnknownError } from '../../../domain/failures/errors';
import type { Batch, Plan, UnplannedArtifact } from '../../../domain/plan';
import { BATCHES_PER_PAGE, SKIPPED_PER_PAGE } from '../../../domain/planning/planPage';
import { totalsOf } from '../../../domain/planning/planTotals';
import type { TransferPages } from '../../../domain/ports/transferPages';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { PageQuery } from '../request/pageQuery';
import { requireTransfer } from './requireTransfer';
import type { PlanView } from '../schemas/planView';

/** GET /api/transfers/{id}/plan: what a transfer is going to do, or did, a page at a time: batches first, then what is skipped. */
export async function getPlan(
  { transfers, pages: store }: Pick<ApiDependencies, 'transfers' | 'pages'>,
  { request, query, apiUrl }: ApiCall<PageQuery>,
): Promise<JsonAnswer<PlanView>> {
  const { id, route } = await requireTransfer(transfers, request.params['id']);
  const plan = await transfers.readPlan(id);
  if (!plan) throw new PlanUnknownError(id);
  const totals = totalsOf(plan);
  const ofBatches = Math.ceil(totals.batches / BATCHES_PER_PAGE);
  const pages = Math.max(1, ofBatches + Math.ceil(totals.skipped / SKIPPED_PER_PAGE));
  const { page } = query;
  const batches = page <= ofBatches ? await batchesOn(store, id, plan, page - 1) : [];
  const skipped = page > ofBatches ? await skippedOn(store, id, plan, page - 1 - ofBatches) : [];
  const artifacts = batches.flatMap((batch) =>
    batch.artifacts.map(({ artifact, digest, bytes, referrerOf }) => ({
      artifact,
      digest,
      batch: batch.name,
      ...(bytes !== undefined && { bytes }),
      ...(referrerOf !== undefined && { referrerOf }),
    })),
  );
  const next = page < pages ? { next: `${apiUrl}/transfers/${id}/plan?page=${page + 1}` } : {};
  return { jsonBody: { id, route, totals, page, pages, artifacts, skipped, ...next } };
}

async function batchesOn(store: TransferPages, id: string, plan: Plan, page: number): Promise<Batch[]> {
  const first = page * BATCHES_PER_PAGE;
  if (!plan.stored) return plan.batches.slice(first, first + BATCHES_PER_PAGE);
  const last = Math.min(first + BATCHES_PER_PAGE, plan.stored.batches);
  const numbers = Array.from({ length: last - first }, (_, index) => first + index);
  const batches = await Promise.all(numbers.map((number) => store.readPage(id, 'batches', number)));
  return batches.flatMap((batch) => batch ?? []);
}

async function skippedOn(store: TransferPages, id: string, plan: Plan, page: number): Promise<UnplannedArtifact[]> {
  if (plan.stored) return (await store.readPage(id, 'skipped', page)) ?? [];
  return plan.unplanned.slice(page * SKIPPED_PER_PAGE, (page + 1) * SKIPPED_PER_PAGE);
}

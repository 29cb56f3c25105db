import { TransferRunningError } from '../../../domain/failures/errors';
import { artifactPagesOf, type ArtifactPages } from '../../../domain/report/artifactPages';
import { CSV_HEAD, toCsv } from '../../../domain/report/csv';
import type { ApiCall, ApiDependencies, JsonAnswer, TextAnswer } from '../dependencies';
import type { ArtifactsQuery } from '../request/pageQuery';
import { prefers } from '../request/prefers';
import { requireTransfer } from './requireTransfer';
import type { ArtifactList } from '../schemas/artifactList';

/**
 * GET /api/transfers/{id}/artifacts: what became of every artifact, a page at a time, what was not delivered first. As CSV
 * for who accepts that: one page, or all of them where none is asked for.
 */
export async function listArtifacts(
  { transfers, pages: store }: Pick<ApiDependencies, 'transfers' | 'pages'>,
  { request, query, apiUrl }: ApiCall<ArtifactsQuery>,
): Promise<JsonAnswer<ArtifactList> | TextAnswer> {
  const { id } = await requireTransfer(transfers, request.params['id']);
  const report = await transfers.readReport(id);
  if (!report) throw new TransferRunningError(id);
  const { outcome, page = 1 } = query;
  const pages = artifactPagesOf(store, report, outcome && [outcome]);
  if (prefers(request.headers.get('accept'), 'text/csv')) return csvOf(pages, query.page);
  const next =
    page < pages.count ? { next: `${apiUrl}/transfers/${id}/artifacts?${nextQuery(page + 1, outcome)}` } : {};
  const artifacts = page <= pages.count ? await pages.read(page - 1) : [];
  const { totals } = report;
  return { jsonBody: { id, ...(totals && { totals }), page, pages: Math.max(1, pages.count), artifacts, ...next } };
}

function nextQuery(page: number, outcome: string | undefined): string {
  return new URLSearchParams({ ...(outcome !== undefined && { outcome }), page: String(page) }).toString();
}

async function csvOf(pages: ArtifactPages, page: number | undefined): Promise<TextAnswer> {
  const numbers = page === undefined ? Array.from({ length: pages.count }, (_, number) => number) : [page - 1];
  const lines = [CSV_HEAD];
  for (const number of numbers) if (number < pages.count) lines.push(toCsv(await pages.read(number)));
  return { headers: { 'content-type': 'text/csv; charset=utf-8' }, body: lines.join('') };
}

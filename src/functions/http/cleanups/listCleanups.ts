import { z } from 'zod';
import { isCleanupId } from '../../../domain/names';
import { expecting } from '../../../domain/validation/expectation';
import { wholeNumberText } from '../../../domain/validation/fields';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { CleanupList } from '../schemas/cleanupView';
import { viewCleanup } from './viewCleanup';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

/** The query of GET /api/cleanups, as texts. */
export const cleanupsQuerySchema = z.strictObject({
  limit: wholeNumberText(1, MAX_PAGE).default(DEFAULT_PAGE),
  cursor: expecting(z.string().refine(isCleanupId), {
    expected: 'the cursor of an earlier answer\'s "next"',
  }).optional(),
});

/** GET /api/cleanups: all of them, newest first, a page at a time. */
export async function listCleanups(
  { cleanups }: Pick<ApiDependencies, 'cleanups'>,
  { query: { limit, cursor }, apiUrl }: ApiCall<z.output<typeof cleanupsQuerySchema>>,
): Promise<JsonAnswer<CleanupList>> {
  const found = await cleanups.list({ limit, ...(cursor !== undefined && { cursor }) });
  const views = found.cleanups.map((cleanup) => viewCleanup(apiUrl, { cleanup }));
  const next = found.cursor && `${apiUrl}/cleanups?limit=${limit}&cursor=${found.cursor}`;
  return { jsonBody: { cleanups: views, ...(next && { next }) } };
}

import { z } from 'zod';
import { isSweepId } from '../../../domain/names';
import { expecting } from '../../../domain/validation/expectation';
import { wholeNumberText } from '../../../domain/validation/fields';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { SweepList } from '../schemas/sweepView';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

/** The query of GET /api/sweeps, as texts. */
export const sweepsQuerySchema = z.strictObject({
  limit: wholeNumberText(1, MAX_PAGE).default(DEFAULT_PAGE),
  cursor: expecting(z.string().refine(isSweepId), { expected: 'the cursor of an earlier answer\'s "next"' }).optional(),
});

/** GET /api/sweeps: the latest ones, newest first, a page at a time. */
export async function listSweeps(
  { sweeps }: Pick<ApiDependencies, 'sweeps'>,
  { query: { limit, cursor }, apiUrl }: ApiCall<z.output<typeof sweepsQuerySchema>>,
): Promise<JsonAnswer<SweepList>> {
  const found = await sweeps.list({ limit, ...(cursor !== undefined && { cursor }) });
  const next = found.cursor && `${apiUrl}/sweeps?limit=${limit}&cursor=${found.cursor}`;
  return { jsonBody: { sweeps: found.sweeps, ...(next && { next }) } };
}

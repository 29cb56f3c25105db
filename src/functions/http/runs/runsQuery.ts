import { z } from 'zod';
import type { RunFilter } from '../../../domain/runs/runFilter';
import { END_NAMES, RUN_PHASES } from '../../../domain/runs/runFilter';
import { expecting } from '../../../domain/validation/expectation';
import { choice, text, wholeNumberText } from '../../../domain/validation/fields';
import { readPlace } from '../../runs/runPlace';
import { dryRunText } from '../request/dryRunText';
import { timeSpan, withTimeInSpan } from '../request/timeSpan';

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

const filterShape = {
  end: choice(END_NAMES).optional(),
  pipeline: text(/^(?:[a-zA-Z0-9]{5,50}|all)$/, 'the name of a pipeline, or all').optional(),
  state: choice(RUN_PHASES).optional(),
  ...timeSpan,
  limit: wholeNumberText(1, MAX_PAGE).default(DEFAULT_PAGE),
};

/** The query of GET /api/routes/{route}/runs, as texts. */
export const runsQuerySchema = withTimeInSpan(
  z.strictObject({
    ...filterShape,
    cursor: expecting(
      z
        .string()
        .max(8_000)
        .transform((given) => readPlace(given))
        .refine((place) => place !== undefined),
      { expected: 'the cursor of an earlier answer\'s "next"' },
    ).optional(),
  }),
);

export type RunsQuery = z.output<typeof runsQuerySchema>;

/** The query of DELETE /api/routes/{route}/runs. */
export const cleanQuerySchema = withTimeInSpan(
  z.strictObject({
    ...filterShape,
    dryRun: dryRunText,
    confirm: expecting(z.string(), { expected: 'the name of the route' }).optional(),
  }),
);

export type CleanQuery = z.output<typeof cleanQuerySchema>;

/** The query of DELETE /api/routes/{route}/runs/{end}/{name}. */
export const deleteRunQuerySchema = z.strictObject({ dryRun: dryRunText });

export type DeleteRunQuery = z.output<typeof deleteRunQuerySchema>;

/** The filter of either query. */
export function toRunFilter({
  pipeline,
  state,
  from,
  to,
}: Omit<CleanQuery, 'dryRun' | 'confirm' | 'limit'>): RunFilter {
  return {
    ...(pipeline !== undefined && { pipeline }),
    ...(state && { state }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

import { z } from 'zod';
import { END_NAMES } from '../../../domain/runs/runFilter';
import { expecting } from '../../../domain/validation/expectation';
import { choice } from '../../../domain/validation/fields';
import { dryRunText } from '../request/dryRunText';
import { flagText } from '../request/flagText';

const end = choice(END_NAMES).optional();

/** The query of GET /api/routes/{route}/pipelines, as texts. */
export const pipelinesQuerySchema = z.strictObject({ end });

export type PipelinesQuery = z.output<typeof pipelinesQuerySchema>;

/** The query of PUT. */
export const applyQuerySchema = z.strictObject({ end, dryRun: dryRunText, applyRoles: flagText });

export type ApplyQuery = z.output<typeof applyQuerySchema>;

/** The query of DELETE. */
export const deletePipelinesQuerySchema = z.strictObject({
  end,
  dryRun: dryRunText,
  confirm: expecting(z.string(), { expected: 'the name of the route' }).optional(),
});

export type DeletePipelinesQuery = z.output<typeof deletePipelinesQuerySchema>;

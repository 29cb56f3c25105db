import { z } from 'zod';
import { END_NAMES } from '../../../domain/runs/runFilter';
import { choice } from '../../../domain/validation/fields';
import { dryRunText } from '../request/dryRunText';
import { flagText } from '../request/flagText';

const end = choice(END_NAMES).optional();

/** The query of GET /api/routes/{route}/sas, as texts. */
export const sasQuerySchema = z.strictObject({ end });

export type SasQuery = z.output<typeof sasQuerySchema>;

/** The query of POST. */
export const issueSasQuerySchema = z.strictObject({ end, dryRun: dryRunText, renew: flagText });

export type IssueSasQuery = z.output<typeof issueSasQuerySchema>;

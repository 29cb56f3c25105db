import { z } from 'zod';
import { choice, wholeNumberText } from '../../../domain/validation/fields';
import { ARTIFACT_OUTCOMES } from '../../../domain/report/report';

const page = wholeNumberText(1, 1_000_000);

/** The query of what is answered page by page, from 1 on. */
export const pageQuerySchema = z.strictObject({ page: page.default(1) });

export type PageQuery = z.output<typeof pageQuerySchema>;

/** The same for artifacts, perhaps of one outcome only. */
export const artifactsQuerySchema = z.strictObject({
  page: page.optional(),
  outcome: choice(ARTIFACT_OUTCOMES).optional(),
});

export type ArtifactsQuery = z.output<typeof artifactsQuerySchema>;

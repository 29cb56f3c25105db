import { z } from 'zod';
import { artifactReportSchema, totalsSchema } from '../../../domain/report/report';
import { addressSchema } from './address';

/** One page of what became of the artifacts of a transfer. */
export const artifactListSchema = z.strictObject({
  id: z.string(),
  totals: totalsSchema.exactOptional(),
  /** From 1 on. */
  page: z.int(),
  pages: z.int(),
  artifacts: z.array(artifactReportSchema),
  /** Where the next page is. */
  next: addressSchema.exactOptional(),
});

export type ArtifactList = z.infer<typeof artifactListSchema>;

import { z } from 'zod';
import { failureSchema } from '../../../domain/failures/failure';
import { RUN_CREATORS } from '../../../domain/runs/runDetails';
import { END_NAMES, RUN_PHASES } from '../../../domain/runs/runFilter';
import { addressSchema } from './address';

const time = z.iso.datetime();

/** A pipeline run that a registry remembers. */
const runSummarySchema = z.strictObject({
  /** At which end of the route its registry is. */
  end: z.enum(END_NAMES),
  name: z.string(),
  /** Azure resource id. */
  resourceId: z.string(),
  /** Name of its pipeline, where the service tells it. */
  pipeline: z.string().exactOptional(),
  createdBy: z.enum(RUN_CREATORS),
  /** What both states of the service come to. */
  state: z.enum(RUN_PHASES),
  /** The service's own words. */
  provisioningState: z.string().exactOptional(),
  status: z.string().exactOptional(),
  /** 0 to 100. */
  percentage: z.number(),
  /** Name of the blob that it writes or reads. */
  blob: z.string().exactOptional(),
  /** ISO 8601, UTC; each absent where the service does not tell it. */
  createdAt: time.exactOptional(),
  startedAt: time.exactOptional(),
  endedAt: time.exactOptional(),
  /** Of one that a source trigger began: when the blob was written. */
  writtenAt: time.exactOptional(),
  /** What is wrong with it, in the service's words. */
  errorMessage: z.string().exactOptional(),
  /** The transfer that the blob's name carries. */
  transfer: z.strictObject({ id: z.string(), statusUrl: addressSchema }).exactOptional(),
  /** Where GET answers all of it. It holds no key. */
  runUrl: addressSchema,
});

export type RunSummary = z.infer<typeof runSummarySchema>;

/** What GET /api/routes/{route}/runs/{end}/{name} answers. */
export const runViewSchema = z.strictObject({
  ...runSummarySchema.shape,
  /** What an export was asked for. */
  artifacts: z.array(z.string()).exactOptional(),
  /** What an import says it imported. */
  importedArtifacts: z.array(z.string()).exactOptional(),
  /** Digest of the blob, as the service tells it. */
  catalogDigest: z.string().exactOptional(),
  /** The service's id of the answer that told all this, to quote to its support. */
  correlationId: z.string().exactOptional(),
});

export type RunView = z.infer<typeof runViewSchema>;

/** What GET /api/routes/{route}/runs answers: one page, which may be short or empty while there is a next one. */
export const runListSchema = z.strictObject({
  runs: z.array(runSummarySchema),
  /** Where GET answers the next page, with the same filters; absent at the end. It holds no key. */
  next: addressSchema.exactOptional(),
});

export type RunList = z.infer<typeof runListSchema>;

/** `removing`: the service has accepted the removal, and still shows the run. */
const RUN_OUTCOMES = ['removed', 'removing', 'wouldRemove', 'kept', 'failed'] as const;

/** What became of one run. */
export const runRemovalSchema = z.strictObject({
  end: z.enum(END_NAMES),
  name: z.string(),
  outcome: z.enum(RUN_OUTCOMES),
  why: z.string(),
  /** Why it could not be deleted. */
  failure: failureSchema.exactOptional(),
});

export type RunRemoval = z.infer<typeof runRemovalSchema>;

/** What DELETE /api/routes/{route}/runs answers. */
export const runCleaningSchema = z.strictObject({
  route: z.string(),
  dryRun: z.boolean(),
  /** False where `limit` was reached, or the time was over: the same request goes on. */
  complete: z.boolean(),
  /** How many had each outcome. */
  counts: z.strictObject({
    removed: z.int(),
    removing: z.int(),
    wouldRemove: z.int(),
    kept: z.int(),
    failed: z.int(),
  }),
  /** All that were not kept, and the first ones that were. */
  runs: z.array(runRemovalSchema),
});

export type RunCleaning = z.infer<typeof runCleaningSchema>;

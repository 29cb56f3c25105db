import { z } from 'zod';
import { ON_DEFECT } from '../../../domain/arrivals/arrivalSettings';
import { COPY_STRATEGIES } from '../../../domain/copy/copyPlan';
import { failureSchema } from '../../../domain/failures/failure';
import { pauseViewSchema } from './pauseView';
import { mistakeSchema } from './problem';

/** One end of a route, without any reference to a secret. */
const routeEndSchema = z.strictObject({
  /** Azure resource id of the registry. */
  registryId: z.string(),
  /** Name of the export pipeline (source) or of the import pipeline (target). */
  pipeline: z.string(),
  /** `https://{account}/{container}`. */
  containerUri: z.url(),
  /** Name of the cloud profile. */
  cloud: z.string(),
  /** Name of the credential. */
  credential: z.string(),
});

const copySchema = z.strictObject({
  strategy: z.enum(['auto', ...COPY_STRATEGIES]),
  overwrite: z.enum(['never', 'ifDifferent', 'always']),
  blockSizeMiB: z.number(),
  relayBlockSizeMiB: z.number(),
  blocksPerActivity: z.int(),
  concurrency: z.int(),
  relayConcurrency: z.int(),
  lanes: z.int(),
  /** No limit when absent. */
  bandwidthMiBps: z.number().exactOptional(),
});

/** What GET /api/routes answers: the routes that can be used, and the mistakes in the routes file: the first ones, where
 * there are very many. */
export const routeListSchema = z.strictObject({
  routes: z.array(
    z.strictObject({
      name: z.string(),
      /** Absent in an import-only route. */
      source: routeEndSchema.exactOptional(),
      /** Absent in an export-only route. */
      target: routeEndSchema.exactOptional(),
      keepBlobs: z.boolean(),
      copy: copySchema,
      /** Absent where transfers of the route run side by side. */
      whenBusy: z.enum(['refuse', 'queue']).exactOptional(),
      /** Absent where blobs that arrive are not imported. */
      arrivals: z
        .strictObject({
          prefix: z.string(),
          manifestWaitMinutes: z.int(),
          takeOverMinutes: z.int().exactOptional(),
          settleSeconds: z.int().exactOptional(),
          /** Absent where blobs with defects are imported as they are. */
          onDefect: z.enum(ON_DEFECT).exactOptional(),
        })
        .exactOptional(),
      /** Absent where it cannot be told: `pausesFailure`. */
      paused: z.boolean().exactOptional(),
      draining: pauseViewSchema.shape.draining,
      pauseOfAll: pauseViewSchema.shape.pauseOfAll,
      pauseOfRoute: pauseViewSchema.shape.pauseOfRoute,
    }),
  ),
  mistakes: z.array(mistakeSchema).readonly(),
  /** Why it cannot be told which routes are paused. */
  pausesFailure: failureSchema.exactOptional(),
});

export type RouteList = z.infer<typeof routeListSchema>;

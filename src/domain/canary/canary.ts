import { z } from 'zod';
import { failureSchema } from '../failures/failure';
import { callerSchema, TRANSFER_OUTCOMES } from '../report/report';
import { END_NAMES } from '../runs/runFilter';

/** What the pipeline of an end was like when the canary was sent. */
const pipelineSchema = z.strictObject({
  end: z.enum(END_NAMES),
  cloud: z.string(),
  apiVersion: z.string(),
  /** Absent where it could not be read. */
  storageAccessMode: z.string().exactOptional(),
  options: z.array(z.string()).exactOptional(),
  /** Of an import pipeline. */
  sourceTrigger: z.string().exactOptional(),
});

/** How a pipeline run stood at one look, where that was news. */
const sightingSchema = z.strictObject({
  /** ISO 8601, UTC. */
  at: z.string(),
  end: z.enum(END_NAMES),
  run: z.string(),
  /** The service's own words. */
  provisioningState: z.string().exactOptional(),
  status: z.string().exactOptional(),
  percentage: z.number(),
  errorMessage: z.string().exactOptional(),
  importedArtifacts: z.array(z.string()).exactOptional(),
  /** Of the service's answer. */
  retryAfterSeconds: z.number().exactOptional(),
  correlationId: z.string().exactOptional(),
  /** What the run itself says of its times; ISO 8601. */
  startedAt: z.string().exactOptional(),
  endedAt: z.string().exactOptional(),
});

/** What the target registry had once the transfer had ended. */
export const arrivedSchema = z.strictObject({
  /** Whether the tag is there, and is the index that was pushed. */
  tag: z.enum(['same', 'other', 'missing']),
  index: z.boolean(),
  /** Of the two images of the index, and of their configs and layers. */
  children: z.int(),
  blobs: z.int(),
  /** The one that was asked for by its digest. */
  namedReferrer: z.boolean(),
  /** The one that nobody asked for. */
  unnamedReferrer: z.boolean(),
});

/** One tiny artifact on its way through a route, and what the service did with it. It holds no secret. */
export const canarySchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  route: z.string(),
  /** `repository:tag` in both registries. */
  artifact: z.string(),
  /** The transfer that carries it. */
  transferId: z.string(),
  startedBy: callerSchema,
  /** ISO 8601, UTC; as all times here. */
  requestedAt: z.string(),
  /** When all of it was in the source registry. */
  pushedAt: z.string().exactOptional(),
  pipelines: z.array(pipelineSchema),
  /** In the order in which they were seen. */
  sightings: z.array(sightingSchema),
  /** When the first event of each kind came; absent where none did. */
  events: z.strictObject({ imagePushedAt: z.string().exactOptional(), blobCreatedAt: z.string().exactOptional() }),
  /** Once the transfer has ended. */
  outcome: z.enum(TRANSFER_OUTCOMES).exactOptional(),
  /** Of the transfer: all of its causes. */
  failures: z.array(failureSchema).exactOptional(),
  /** Absent where the target could not be asked: `failures` says why. */
  arrived: arrivedSchema.exactOptional(),
  /** Once it is over: what could not be removed again, and why. */
  left: z.array(z.strictObject({ what: z.string(), why: z.string() })).exactOptional(),
  endedAt: z.string().exactOptional(),
});

export type Canary = z.infer<typeof canarySchema>;
export type Sighting = z.infer<typeof sightingSchema>;
export type Arrived = z.infer<typeof arrivedSchema>;

/** The tag of its artifact. */
export function tagOf({ artifact }: Pick<Canary, 'artifact'>): string {
  return artifact.slice(artifact.indexOf(':') + 1);
}

/** Looks that bring news; a run that goes on for hours changes its percentage a hundred times. */
const MOST_SIGHTINGS = 300;

/** The canary with what a look brought, or the same one where that is no news. How a run stood last is kept in any case. */
export function withSighting(canary: Canary, seen: Sighting): Canary {
  const last = canary.sightings.findLast(({ run }) => run === seen.run);
  if (last && newsOf(last) === newsOf(seen)) return canary;
  const sightings = [...canary.sightings, seen];
  if (sightings.length <= MOST_SIGHTINGS) return { ...canary, sightings };
  const dropped = sightings.findLastIndex(({ run }, index) =>
    sightings.slice(index + 1).some((one) => one.run === run),
  );
  return dropped < 0 ? canary : { ...canary, sightings: sightings.toSpliced(dropped, 1) };
}

function newsOf({ at: _at, correlationId: _id, ...news }: Sighting): string {
  return JSON.stringify(Object.entries(news).sort());
}

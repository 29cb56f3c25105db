import { createHash } from 'node:crypto';
import type { ArtifactReference } from './artifact';
import type { Failure } from './failures/failure';
import { shorten, type PartList } from './image/partList';

/** An artifact whose digest is known: what the source registry had at plan time. */
export interface PlannedArtifact {
  /** `repository:tag` or `repository@digest`: also what the export run is asked for. */
  artifact: string;
  repository: string;
  /** Absent where the artifact is named by its digest alone. */
  tag?: string;
  digest: string;
  /** Foreign layers that the source does not hold, and hence the target need not. */
  leftOut?: PartList;
  /** Bytes of its config and layers, as far as its manifest tells. */
  bytes?: number;
  /** The digest that it refers to, where it comes along with that. */
  referrerOf?: string;
}

/** An artifact that cannot be transferred, and why. */
export interface UnplannedArtifact {
  artifact: string;
  failure: Failure;
}

/** At most 50 artifacts: one export run, one blob, one import run. */
export interface Batch {
  /** Hash of the sorted `repository[:tag]@digest` list, hexadecimal. */
  name: string;
  artifacts: PlannedArtifact[];
  /** Which attempt for the same artifacts it is, from 2 on; the name is another one, as are those of its runs and its blob. */
  attempt?: number;
}

/** What a transfer is going to do. */
export interface Plan {
  batches: Batch[];
  unplanned: UnplannedArtifact[];
  /** What is to be known of the blob that is imported. */
  warnings?: Failure[];
  /** Present where the batches do not fit in here, and are kept one by one; then the lists above are empty. */
  stored?: StoredPlan;
}

/** What a plan holds whose parts are kept one by one. */
export interface StoredPlan {
  batches: number;
  artifacts: number;
  /** Bytes of all artifacts, as far as their manifests tell. */
  bytes: number;
  /** Artifacts that the service cannot transfer. */
  skipped: number;
  /** Artifacts that the ledger has. */
  known: number;
  /** Why nothing at all is transferred. */
  refused?: Failure;
}

/** The most artifacts one pipeline run takes (acr-transfer §10). */
export const MAX_ARTIFACTS = 50;

/** A plan goes through durable state: it names about as many left-out layers, spread over its artifacts. */
const MOST_LEFT_OUT = 100;

/**
 * Makes the plan from resolved artifacts; order and repetition of the request do not matter. A request names at most 50
 * artifacts, hence one batch.
 */
export function createPlan(planned: PlannedArtifact[], unplanned: UnplannedArtifact[]): Plan {
  const most = Math.floor(MOST_LEFT_OUT / planned.length);
  const short = planned.map((artifact) => ({
    ...artifact,
    ...(artifact.leftOut && { leftOut: shorten(artifact.leftOut, most) }),
  }));
  return { batches: planned.length === 0 ? [] : [createBatch(short)], unplanned };
}

/** One plan of plans for different artifacts of the same request. */
export function joinPlans(plans: readonly Plan[]): Plan {
  const [only, ...others] = plans;
  if (only && others.length === 0) return only;
  return createPlan(
    plans.flatMap(({ batches }) => batches.flatMap(({ artifacts }) => artifacts)),
    plans.flatMap(({ unplanned }) => unplanned),
  );
}

export function createBatch(planned: readonly PlannedArtifact[], attempt = 1): Batch {
  const byIdentity = new Map(planned.map((artifact) => [identityOf(artifact), artifact]));
  const identities = [...byIdentity.keys()].sort();
  const name = createHash('sha256')
    .update([...identities, ...(attempt > 1 ? [`attempt ${attempt}`] : [])].join('\n'))
    .digest('hex')
    .slice(0, 32);
  const artifacts = identities.map((identity) => byIdentity.get(identity) as PlannedArtifact);
  return { name, artifacts, ...(attempt > 1 && { attempt }) };
}

type NamedDigest = Pick<PlannedArtifact, 'repository' | 'tag' | 'digest'>;

/** `repository[:tag]@digest`: the tag belongs to it, or a tag rolled back to an old digest would never move. */
export function identityOf({ repository, tag, digest }: NamedDigest): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}@${digest}`;
}

/** What a registry is asked for to find an artifact: its tag, where it has one. */
export function referenceTo({ repository, tag, digest }: NamedDigest): ArtifactReference {
  return tag === undefined ? { repository, digest } : { repository, tag };
}

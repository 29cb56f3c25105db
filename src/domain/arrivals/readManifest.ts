import { z } from 'zod';
import { formatArtifact, isRepository, isTag, type ArtifactReference } from '../artifact';
import { createPlan, MAX_ARTIFACTS, type Batch, type PlannedArtifact } from '../plan';
import { parseJson } from '../validation/parseJson';
import type { ArrivedBlob } from './arrivedBlob';

/** More than a manifest of 50 artifacts has. */
export const MOST_MANIFEST_BYTES = 4 * 1024 * 1024;

const LONGEST_REPOSITORY = 255;
const LONGEST_TYPE = 255;
const digest = z.string().regex(/^sha256:[a-f0-9]{64}$/);

/** As `partListSchema`, and of texts that durable state can hold. */
const leftOutSchema = z.strictObject({
  parts: z.array(z.strictObject({ digest, mediaType: z.string().max(LONGEST_TYPE), size: z.int().exactOptional() })),
  more: z.int().min(0).exactOptional(),
});

/** What a manifest says of an artifact; keys that a later version may add do not matter. */
const artifactSchema = z
  .object({
    artifact: z.string(),
    repository: z.string().max(LONGEST_REPOSITORY).refine(isRepository),
    tag: z.string().refine(isTag).exactOptional(),
    digest,
    leftOut: leftOutSchema.exactOptional(),
  })
  .refine((one) => one.artifact === formatArtifact(referenceOf(one)), { path: ['artifact'] });

const manifestSchema = z.object({
  version: z.literal(1),
  blob: z.object({ size: z.int(), contentMd5: z.string().regex(/^[A-Za-z0-9+/]{22}==$/) }),
  artifacts: z.array(artifactSchema).min(1).max(MAX_ARTIFACTS),
});

/** What came of reading a manifest. */
export type ReadManifest =
  | { batch: Batch }
  /** Why it is no manifest that the app knows, as the end of a sentence. */
  | { unreadable: string }
  /** How the blob differs from what the manifest says, as the end of a sentence. */
  | { mismatch: string };

/**
 * Reads the manifest that came with a blob. It crossed a border: nothing of it is believed that it does not say in the form in which
 * the app writes it (`TransferManifest`).
 */
export function readManifest(text: string, blob: ArrivedBlob): ReadManifest {
  const parsed = parseJson(text);
  if ('mistake' in parsed)
    return { unreadable: `is no JSON document: ${parsed.mistake.path} ${parsed.mistake.problem}` };
  const checked = manifestSchema.safeParse(parsed.value);
  if (!checked.success) {
    const places = [...new Set(checked.error.issues.map(({ path }) => placeOf(path)))];
    return { unreadable: `is not what the app writes (version 1): ${places.slice(0, MOST_PLACES).join(', ')}` };
  }
  const { artifacts, blob: said } = checked.data;
  const mismatch = differences(said, blob);
  if (mismatch !== undefined) return { mismatch };
  const planned = artifacts.map(({ artifact, repository, tag, digest: of, leftOut }): PlannedArtifact => ({
    artifact,
    repository,
    ...(tag !== undefined && { tag }),
    digest: of,
    ...(leftOut && { leftOut }),
  }));
  return { batch: createPlan(planned, []).batches[0] as Batch };
}

const MOST_PLACES = 5;

/** Every key is one of the schema's own. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return place === '' ? 'its root' : place.replace(/^\./, '');
}

/** A Content-MD5 that was lost on the way tells nothing. */
function differences(
  said: { size: number; contentMd5: string },
  { size, contentMd5 }: ArrivedBlob,
): string | undefined {
  if (size !== said.size) return `has ${size} bytes, and its manifest says ${said.size} bytes`;
  if (contentMd5 !== undefined && contentMd5 !== said.contentMd5) {
    return `has the Content-MD5 ${contentMd5}, and its manifest says ${said.contentMd5}`;
  }
  return undefined;
}

function referenceOf({
  repository,
  tag,
  digest: of,
}: Pick<PlannedArtifact, 'repository' | 'tag' | 'digest'>): ArtifactReference {
  return tag === undefined ? { repository, digest: of } : { repository, tag };
}

import { formatArtifact, parseArtifact } from '../artifact';
import { ArtifactNotFoundError, ArtifactUnfitError, type FerryError } from '../failures/errors';
import type { ManifestFacts } from './manifestFacts';
import type { Unreadable } from '../listing';
import type { Candidate, SelectedRepository } from './selectedRepository';

/** The largest layer that the service moves (acr-transfer §10): "Layers ≤ 8 GB" [DOC26]; taken as GiB, as the emulated service does. */
const LARGEST_LAYER = 8 * 1024 ** 3;

const STATES = {
  locked: 'it is locked against reading',
  quarantined: 'it is in quarantine',
  softDeleted: 'it is deleted, and kept for a while only',
};

/** Why an artifact cannot be transferred; undefined where nothing is known that speaks against it. */
export function whyUnfit(
  { repository, unreadable }: Pick<SelectedRepository, 'repository' | 'unreadable'>,
  { tag, digest, state, isGone }: Candidate,
  factsOf: (digest: string) => ManifestFacts | undefined,
  registry: string,
): FerryError | undefined {
  const artifact = formatArtifact(tag === undefined ? { repository, digest } : { repository, tag });
  const facts = factsOf(digest);
  if (isGone || facts?.gone) return new ArtifactNotFoundError(artifact, registry);
  const parsed = parseArtifact(artifact);
  if ('problem' in parsed) return new ArtifactUnfitError(artifact, registry, parsed.problem);
  if (state) return new ArtifactUnfitError(artifact, registry, STATES[state]);
  const states = new Map(unreadable.map((each) => [each.digest, each.state]));
  for (const part of belongingTo(digest, factsOf)) {
    const why = whyPartUnfit(states.get(part), factsOf(part));
    if (why === undefined) continue;
    return new ArtifactUnfitError(artifact, registry, part === digest ? why : `of its manifest ${part}, ${why}`);
  }
  return undefined;
}

/** A digest, and the children of it and of them, each once. */
function belongingTo(digest: string, factsOf: (digest: string) => ManifestFacts | undefined): Set<string> {
  const found = new Set([digest]);
  // A set goes over what is added on the way, too.
  for (const each of found) for (const child of factsOf(each)?.children ?? []) found.add(child);
  return found;
}

function whyPartUnfit(state: Unreadable | undefined, facts: ManifestFacts | undefined): string | undefined {
  if (state) return STATES[state];
  if (!facts) return undefined;
  return facts.gone ? 'the registry does not have it' : ofManifest(facts);
}

function ofManifest({ largest, hasForeignLayers, mediaType = '' }: ManifestFacts): string | undefined {
  if (largest > LARGEST_LAYER)
    return `it has a layer of ${largest} bytes, and the service moves none above ${LARGEST_LAYER}`;
  if (hasForeignLayers)
    return 'it has foreign layers, which the service leaves out: a pull from the target would miss them';
  if (mediaType.includes('manifest.v1+') && mediaType.includes('docker'))
    return "its manifest has Docker's schema 1, which registries take no more";
  return undefined;
}

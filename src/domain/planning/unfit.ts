import { formatArtifact, parseArtifact } from '../artifact';
import { ArtifactNotFoundError, ArtifactUnfitError, type FerryError } from '../failures/errors';
import { MOST_MANIFESTS } from '../image/walk';
import type { Unreadable } from '../listing';
import { referenceTo } from '../plan';
import type { ManifestFacts } from './manifestFacts';
import type { Candidate, SelectedRepository } from './selectedRepository';

/** The largest layer that the service moves (acr-transfer §10): "Layers ≤ 8 GB" [DOC26]; taken as GiB, as the emulated service does. */
const LARGEST_LAYER = 8 * 1024 ** 3;

const TOO_MANY = `it stands for more than ${MOST_MANIFESTS} manifests, and nobody could verify that all of them arrived`;

const STATES = {
  locked: 'it is locked against reading',
  quarantined: 'it is in quarantine',
  softDeleted: 'it is deleted, and kept for a while only',
};

/** Says why an artifact of a repository cannot be transferred; undefined where nothing is known that speaks against it. */
export function createWhyUnfit(
  { repository, unreadable }: Pick<SelectedRepository, 'repository' | 'unreadable'>,
  factsOf: (digest: string) => ManifestFacts | undefined,
  registry: string,
): (candidate: Candidate) => FerryError | undefined {
  const states = new Map(unreadable.map((each) => [each.digest, each.state]));
  return ({ state, isGone, ...named }) => {
    const { digest } = named;
    const artifact = formatArtifact(referenceTo({ repository, ...named }));
    if (isGone || factsOf(digest)?.gone) return new ArtifactNotFoundError(artifact, registry);
    const parsed = parseArtifact(artifact);
    if ('problem' in parsed) return new ArtifactUnfitError(artifact, registry, parsed.problem);
    if (state) return new ArtifactUnfitError(artifact, registry, STATES[state]);
    const parts = belongingTo(digest, factsOf);
    if (parts.size > MOST_MANIFESTS) return new ArtifactUnfitError(artifact, registry, TOO_MANY);
    for (const part of parts) {
      const why = whyPartUnfit(states.get(part), factsOf(part));
      if (why === undefined) continue;
      return new ArtifactUnfitError(artifact, registry, part === digest ? why : `of its manifest ${part}, ${why}`);
    }
    return undefined;
  };
}

/** A digest, and the children of it and of them, each once; where they are too many, not all. */
function belongingTo(digest: string, factsOf: (digest: string) => ManifestFacts | undefined): Set<string> {
  const found = new Set([digest]);
  // A set goes over what is added on the way, too.
  for (const each of found) {
    if (found.size > MOST_MANIFESTS) break;
    for (const child of factsOf(each)?.children ?? []) found.add(child);
  }
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

import type { ArtifactReference } from '../../domain/artifact';
import type { ListedRepository } from '../../domain/listing';
import { namedRepository, type Candidate } from '../../domain/planning/selectedRepository';
import type { RouteEnd } from '../../domain/route';
import { beginLook, type ArtifactSample, type LookPorts } from './artifactLook';

/** Looks at artifacts that somebody named. Errors: those of the listing and of the catalog. */
export async function sampleNamed(
  ports: LookPorts,
  at: { end: RouteEnd; route: string },
  artifacts: readonly ArtifactReference[],
): Promise<ArtifactSample> {
  const look = beginLook(ports, at, { referrers: 'none' });
  const repositories = new Map<string, ArtifactReference[]>();
  for (const artifact of artifacts)
    repositories.set(artifact.repository, [...(repositories.get(artifact.repository) ?? []), artifact]);
  for (const [repository, named] of repositories) {
    if (look.isOver()) break;
    const listed = await look.list(repository);
    const candidates = await Promise.all(
      named.map(async (artifact) =>
        candidateFor(artifact, await ports.catalog.findDigest(at.end, at.route, artifact), listed),
      ),
    );
    const unreadable = listed.manifests.flatMap(({ digest, state }) => (state ? [{ digest, state }] : []));
    await look.judge({ ...namedRepository(repository, candidates), unreadable }, listed);
  }
  return look.sample();
}

function candidateFor(
  artifact: ArtifactReference,
  found: string | undefined,
  { tags, manifests }: ListedRepository,
): Candidate {
  const digest = found ?? ('digest' in artifact ? artifact.digest : '');
  const tag = 'tag' in artifact ? artifact.tag : undefined;
  const state =
    tags.find(({ name }) => name === tag)?.state ?? manifests.find((manifest) => manifest.digest === digest)?.state;
  return {
    ...(tag !== undefined && { tag }),
    digest,
    ...(state && { state }),
    ...(found === undefined && { isGone: true }),
  };
}

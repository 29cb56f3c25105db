import { tagOf, type Arrived, type Canary } from '../../domain/canary/canary';
import { CANARY_REPOSITORY, createCanaryArtifact } from '../../domain/canary/canaryArtifact';
import type { ArtifactReference } from '../../domain/artifact';
import type { RouteEnd } from '../../domain/route';
import type { CanaryDependencies } from './dependencies';

/** What the target registry has of a canary. Errors: those of the catalog. */
export async function lookForArrived(
  { catalog }: Pick<CanaryDependencies, 'catalog'>,
  target: RouteEnd,
  canary: Pick<Canary, 'id' | 'route' | 'artifact'>,
): Promise<Arrived> {
  const repository = CANARY_REPOSITORY;
  const { blobs, children, index, namedReferrer, unnamedReferrer } = createCanaryArtifact(canary.id);
  const find = (named: { tag: string } | { digest: string }): Promise<string | undefined> =>
    catalog.findDigest(target, canary.route, { repository, ...named } as ArtifactReference);
  const has = async ({ digest }: { digest: string }): Promise<boolean> => (await find({ digest })) !== undefined;
  const count = async (all: Promise<boolean>[]): Promise<number> => (await Promise.all(all)).filter(Boolean).length;
  const tagged = await find({ tag: tagOf(canary) });
  return {
    tag: tagged === undefined ? 'missing' : tagged === index.digest ? 'same' : 'other',
    index: await has(index),
    children: await count(children.map(has)),
    blobs: await count(blobs.map(({ digest }) => catalog.hasBlob(target, canary.route, repository, digest))),
    namedReferrer: await has(namedReferrer),
    unnamedReferrer: await has(unnamedReferrer),
  };
}

import type { Fix } from '../../domain/doctor/finding';
import { fixBy } from '../../domain/doctor/fixBy';
import type { RouteEnd } from '../../domain/route';
import { failed, notCheckable, ok, warning, type RouteCheck } from '../check';
import type { ArtifactSample } from './artifactLook';
import { sampleOf } from './sampleOf';

const MOST_TOLD = 3;

/** What the service cannot transfer (acr-transfer §10) fails only in its run, which may sink 49 others. */
export const artifactsFit: RouteCheck = {
  code: 'artifacts_fit',
  about: 'route',
  question:
    'Do the artifacts exist, and can the service transfer them: no lock, no layer above 8 GB, no foreign layer?',
  isCheap: false,
  symptom:
    'Some artifacts are skipped, missing in the target, or cannot be pulled there: a layer comes from mcr.microsoft.com.',
  remedy:
    'Unlock what is locked (az acr repository update), push foreign layers into the source registry, split layers above 8 GB, correct names.',
  explains: [
    'artifact_incomplete_in_source',
    'artifact_not_found',
    'artifact_unfit',
    'export_run_failed',
    'plan_refused',
  ],
  async look(ports, route) {
    const sample = await sampleOf(ports, route);
    if ('none' in sample) return route.source ? ok(sample.none) : notCheckable(sample.none);
    const { lookedAt, unfit, isWhole } = sample;
    const looked = inWords(lookedAt, isWhole, sample.what);
    if (unfit.length === 0) return ok(`${looked}: all can be transferred.`);
    const told = unfit.slice(0, MOST_TOLD).map(({ failure }) => failure.message);
    const evidence = `${looked}, ${unfit.length} cannot be transferred: ${told.join(' ')}`;
    const isRefused = route.select?.flagged === 'refuse';
    return (isRefused ? failed : warning)(evidence, fixFor(sample, route.source));
  },
};

function inWords(lookedAt: number, isWhole: boolean, what: string): string {
  if (lookedAt === 1) return `${isWhole ? 'The one' : 'The first'} artifact ${what} was looked at`;
  return `${isWhole ? 'All' : 'The first'} ${lookedAt} artifacts ${what} were looked at`;
}

function fixFor({ unfit, locked: [image] }: ArtifactSample, source: RouteEnd | undefined): Fix {
  if (image === undefined || !source) return { say: unfit[0]?.failure.nextStep ?? 'Leave it out.' };
  const { registryName } = source;
  return fixBy(
    `Unlock ${image}, or leave it out of the selection.`,
    `az acr repository update --name ${registryName} --image "${image}" --read-enabled true --list-enabled true`,
    registryName,
    image,
  );
}

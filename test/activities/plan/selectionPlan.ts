import { cutPlan } from '../../../src/activities/plan/cutPlan';
import { readManifests } from '../../../src/activities/plan/readManifests';
import { selectArtifacts } from '../../../src/activities/plan/selectArtifacts';
import type { Part } from '../../../src/domain/image/manifestContent';
import type { Batch, Plan, UnplannedArtifact } from '../../../src/domain/plan';
import type { ReadingPlace } from '../../../src/domain/planning/factsPage';
import type { Selection } from '../../../src/domain/selection/selection';
import { createFakes } from '../../helpers/fakes';
import { record } from '../../helpers/record';
import { SOURCE } from '../../helpers/route';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
export const ALL: Selection = { rules: [{ repositories: ['**'] }] };

/** What an activity may take in, or answer. */
const MOST_BYTES = 40 * 1024;

/** A transfer of a selection, with a registry in memory and a clock that stands still. */
export function createSelection(select: Selection = ALL) {
  const fakes = createFakes();
  let time = 0;
  const machine = { ...fakes.deps.machine, now: () => time };
  const deps = { ...fakes.deps, machine };
  const { transfers, pages, registries } = fakes;
  transfers.records.set('t1', record({ artifacts: [], select }));
  const small = <T>(value: T): T => {
    expect(JSON.stringify(value).length).toBeLessThan(MOST_BYTES);
    return value;
  };

  async function selectAll(): Promise<number> {
    let after: string | undefined;
    let page = 0;
    do {
      const call = { transferId: 't1', page, ...(after !== undefined && { after }) };
      ({ after } = small(await selectArtifacts(deps, small(call))));
      page += 1;
    } while (after !== undefined);
    return page;
  }

  async function readAll(): Promise<number> {
    let calls = 0;
    let place: ReadingPlace | undefined = { page: 0, offset: 0 };
    for (; place; calls += 1) ({ next: place } = small(await readManifests(deps, { transferId: 't1', place })));
    return calls;
  }

  return {
    ...fakes,
    deps,
    selectAll,
    readAll,
    /** Lets time go by. */
    spend: (ms: number) => void (time += ms),
    async plan() {
      await selectAll();
      await readAll();
      const { stored } = small(await cutPlan(deps, { transferId: 't1' })) as Plan & Required<Pick<Plan, 'stored'>>;
      const batches: Batch[] = [];
      for (let number = 0; number < stored.batches; number += 1) {
        batches.push((await pages.readPage('t1', 'batches', number)) as Batch);
      }
      const skipped: UnplannedArtifact[] = (await pages.readPage('t1', 'skipped', 0)) ?? [];
      const artifacts = batches.flatMap((batch) => batch.artifacts.map(({ artifact }) => artifact)).sort();
      return { stored, batches, artifacts, skipped };
    },
    /** An index of images by their digests. */
    putIndex: (repository: string, children: string[], tag?: string): string =>
      registries.putManifest(
        SOURCE,
        repository,
        INDEX,
        { manifests: children.map((digest) => ({ mediaType: IMAGE, digest, size: 1 })) },
        tag,
      ),
    /** An image with such a layer, which the registry holds unless it is foreign. */
    putImage: (repository: string, layer: Partial<Part> = {}, more: object = {}, tag?: string): string => {
      const { size = 7, mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip' } = layer;
      const digest = registries.putBlob(SOURCE, repository, JSON.stringify([repository, layer, more, tag]));
      if (layer.foreign) registries.remove(SOURCE, repository, digest);
      const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: 2 };
      return registries.putManifest(
        SOURCE,
        repository,
        IMAGE,
        { config, layers: [{ mediaType, digest, size }], ...more },
        tag,
      );
    },
    putReferrer: (repository: string, subject: string, artifactType = 'application/example', tag?: string): string => {
      const digest = registries.putBlob(SOURCE, repository, `${artifactType} of ${subject}`);
      const layers = [{ mediaType: artifactType, digest, size: 3 }];
      const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 };
      const about = { subject: { mediaType: IMAGE, digest: subject, size: 1 }, artifactType };
      return registries.putManifest(SOURCE, repository, IMAGE, { config, layers, ...about }, tag);
    },
  };
}

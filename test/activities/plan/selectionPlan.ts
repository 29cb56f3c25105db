import { cutPlan } from '../../../src/activities/plan/cutPlan';
import { readManifests, type ReadUpTo } from '../../../src/activities/plan/readManifests';
import { selectArtifacts, type SelectedUpTo } from '../../../src/activities/plan/selectArtifacts';
import type { Part } from '../../../src/domain/image/manifestContent';
import type { Batch, Plan, UnplannedArtifact } from '../../../src/domain/plan';
import type { ReadingPlace } from '../../../src/domain/planning/factsPage';
import { SKIPPED_PER_PAGE } from '../../../src/domain/planning/planPage';
import type { Selection } from '../../../src/domain/selection/selection';
import { createFakes } from '../../helpers/fakes';
import { record } from '../../helpers/record';
import { SOURCE } from '../../helpers/route';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
export const ALL: Selection = { rules: [{ repositories: ['**'] }] };

/** What an activity may take in, or answer. */
const MOST_BYTES = 40 * 1024;
/** More calls no plan of a test takes: it would go on for ever. */
const MOST_CALLS = 20_000;

/** The process of an activity was killed, or the host saw no answer: it calls the activity again. */
export class CutOff extends Error {}

/** A transfer of a selection, with a registry in memory and a clock that stands still. */
export function createSelection(select: Selection = ALL) {
  const fakes = createFakes();
  let time = 0;
  let transferId = 't1';
  let activityCalls = 0;
  let longestCall = 0;
  const hooks = { beforeCall: async (): Promise<void> => {}, afterCall: async (): Promise<void> => {} };
  const machine = { ...fakes.deps.machine, now: () => time };
  const { transfers, pages, registries, ledger } = fakes;
  const deps = {
    ...fakes.deps,
    machine,
    transfers: watched(transfers, hooks),
    pages: watched(pages, hooks),
    ledger: watched(ledger, hooks),
    manifestMemory: watched(fakes.manifestMemory, hooks),
    budgetedCatalog: watched(registries.catalog, hooks),
    listing: watched(registries.listing, hooks),
  };
  const asked = record({ artifacts: [], select });
  transfers.records.set('t1', asked);
  const small = <T>(value: T): T => {
    expect(JSON.stringify(value).length).toBeLessThan(MOST_BYTES);
    return value;
  };

  /** Calls an activity until it answers, as an orchestration does. */
  async function call<I, O>(activity: (own: typeof deps, input: I) => Promise<O>, input: I): Promise<O> {
    for (;;) {
      if ((activityCalls += 1) > MOST_CALLS) throw new Error('The plan does not come to its end.');
      const before = time;
      try {
        const answer = small(await activity(deps, small(input)));
        longestCall = Math.max(longestCall, time - before);
        return answer;
      } catch (error) {
        if (!(error instanceof CutOff) && !(error as { transient?: boolean }).transient) throw error;
      }
    }
  }

  async function selectAll(): Promise<number> {
    let count = 0;
    let page: number | undefined = 0;
    for (; page !== undefined; count += 1) {
      const upTo: SelectedUpTo = (await call(selectArtifacts, { transferId, page })) as SelectedUpTo;
      page = upTo.next;
    }
    return count;
  }

  async function readAll(): Promise<number> {
    let count = 0;
    let place: ReadingPlace | undefined = { page: 0, offset: 0 };
    for (; place; count += 1) {
      const upTo: ReadUpTo = (await call(readManifests, { transferId, place })) as ReadUpTo;
      place = upTo.next;
    }
    return count;
  }

  async function plan() {
    await selectAll();
    await readAll();
    const { stored } = (await call(cutPlan, { transferId })) as Plan & Required<Pick<Plan, 'stored'>>;
    const batches: Batch[] = [];
    for (let number = 0; number < stored.batches; number += 1) {
      batches.push((await pages.readPage(transferId, 'batches', number)) as Batch);
    }
    const skipped: UnplannedArtifact[] = [];
    for (let number = 0; number * SKIPPED_PER_PAGE < stored.skipped; number += 1) {
      skipped.push(...((await pages.readPage(transferId, 'skipped', number)) ?? []));
    }
    const artifacts = batches.flatMap((batch) => batch.artifacts.map(({ artifact }) => artifact)).sort();
    return { stored, batches, artifacts, skipped };
  }

  return {
    ...fakes,
    deps,
    hooks,
    selectAll,
    readAll,
    plan,
    /** How often activities were called. */
    calls: () => activityCalls,
    /** Milliseconds: an activity that takes 170 s is cut off. */
    longestCall: () => longestCall,
    /** Lets time go by. */
    spend: (ms: number) => void (time += ms),
    /** Makes a transfer of its own of what is planned from now on. */
    begin(id: string, changes: Partial<typeof asked> = {}) {
      transferId = id;
      transfers.records.set(id, { ...asked, id, ...changes });
    },
    /** Notes in the ledger that a plan was carried out. */
    deliver: (batches: readonly Batch[]) =>
      ledger.record(
        'prod',
        { id: transferId, at: '2026-11-22T10:00:00.000Z' },
        batches.flatMap(({ artifacts }) => artifacts),
      ),
    /** An index of images by their digests. */
    putIndex: (repository: string, children: string[], tag?: string, more: object = {}): string =>
      registries.putManifest(
        SOURCE,
        repository,
        INDEX,
        { manifests: children.map((digest) => ({ mediaType: IMAGE, digest, size: 1 })), ...more },
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

/** A port whose every call is told of before and after it is answered. */
function watched<Port extends object>(
  port: Port,
  hooks: { beforeCall: () => Promise<void>; afterCall: () => Promise<void> },
): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await hooks.beforeCall();
        const answer: unknown = await (method as (...given: unknown[]) => unknown).apply(target, args);
        await hooks.afterCall();
        return answer;
      };
    },
  });
}

import type { FakeRun } from '../helpers/fakeRegistries';
import { TARGET } from '../helpers/route';
import { APP, BASE, BLOB_NAME, createArrival, type Arrival } from './runArrival';

export const RUN = 'importferry_1f0c';
export const SUCCEEDED = { provisioningState: 'Succeeded', status: 'Succeeded', percentage: 100 };
export const IMPORTED = { ...SUCCEEDED, importedArtifacts: ['app:1.0', BASE.artifact] };
export const failedRun = (errorMessage: string) => ({ provisioningState: 'Failed', status: 'Failed', errorMessage });

/** A blob whose import pipeline has its source trigger Enabled. */
export function createWatched(changes: Parameters<typeof createArrival>[0] = {}) {
  const arrival = createArrival(changes);
  const { registries, after } = arrival;
  const turn = (isOn: boolean): void =>
    void registries.triggers.set(TARGET.registryName, {
      isOn,
      changedAt: new Date(arrival.platform.now()).toISOString(),
    });
  registries.triggers.set(TARGET.registryName, { isOn: true });
  /** The registry imports the blob so many minutes after it arrived. */
  const registryImports = (minutes: number, ends: object = IMPORTED, changes: Partial<FakeRun> = {}): void =>
    after(minutes, () => {
      registries.startRegistryRun(TARGET, RUN, BLOB_NAME, changes);
      if ('status' in ends && ends.status === 'Succeeded')
        for (const { artifact, digest } of [APP, BASE]) registries.push(TARGET, artifact, digest);
      registries.setRun(TARGET, RUN, ends);
    });
  return { ...arrival, turn, registryImports };
}

/** Names of all import runs of the blob, in the order in which they came. */
export function runsOf({ registries }: Pick<Arrival, 'registries'>): string[] {
  return [...registries.runs].flatMap(([key, { request }]) =>
    'blobName' in request && request.blobName === BLOB_NAME ? [key.slice(key.indexOf('/') + 1)] : [],
  );
}

/** Counts the pages of lists that are read. */
export function countPages({ deps }: Pick<Arrival, 'deps'>): () => number {
  const { list } = deps.budgetedRuns;
  let pages = 0;
  deps.budgetedRuns = { list: (...asked) => ((pages += 1), list(...asked)) };
  return () => pages;
}

export const OWN = /^i[0-9a-f]{32}$/;
export const WARNING = { code: 'double_import_possible' };
